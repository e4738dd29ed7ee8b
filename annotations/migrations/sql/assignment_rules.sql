-- What follows from an assignment's state is kept here, in its own transaction, so that no
-- writer can forget it: the slot's status, the rater's counts, the opening of hidden repeats.
CREATE FUNCTION annotations_follow_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    judged record;
    repeat_gap CONSTANT integer := 10;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    IF NEW.state = 'open' THEN
        UPDATE annotations_slot SET status = 'held'
            WHERE id = NEW.slot_id AND status = 'free'
              AND comparison_id = NEW.comparison_id AND kind = NEW.kind;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'slot % is not free for this assignment', NEW.slot_id
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'assignment_needs_a_free_slot';
        END IF;
    ELSIF NEW.state = 'submitted' THEN
        UPDATE annotations_slot SET status = 'done' WHERE id = NEW.slot_id
            RETURNING swapped, kind INTO judged;
        IF judged.kind <> 'practice' THEN
            UPDATE annotations_studyrater
                SET submitted_count = submitted_count + 1,
                    first_count = first_count + (judged.kind = 'first')::integer,
                    swapped_count = swapped_count + judged.swapped::integer
                WHERE id = NEW.rater_id;
            UPDATE annotations_slot repeated
                SET status = 'free', for_rater_id = NEW.rater_id,
                    due_after = rater.submitted_count + repeat_gap
                FROM annotations_studyrater rater
                WHERE rater.id = NEW.rater_id AND repeated.first_slot_id = NEW.slot_id
                  AND repeated.status = 'unreleased';
        END IF;
    ELSIF NEW.state IN ('expired', 'declined') THEN
        UPDATE annotations_slot SET status = 'free' WHERE id = NEW.slot_id AND status = 'held';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER follow_assignment AFTER INSERT OR UPDATE OF state ON annotations_assignment
    FOR EACH ROW EXECUTE FUNCTION annotations_follow_assignment();

-- Sides are drawn once and never again; nor does a slot move to another comparison or place.
CREATE FUNCTION annotations_placement_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the placement of slot % is final', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'slot_placement_is_final';
END $$;
CREATE TRIGGER placement_is_final BEFORE UPDATE ON annotations_slot FOR EACH ROW
    WHEN ((OLD.swapped, OLD.position, OLD.comparison_id, OLD.kind, OLD.number)
          IS DISTINCT FROM (NEW.swapped, NEW.position, NEW.comparison_id, NEW.kind, NEW.number))
    EXECUTE FUNCTION annotations_placement_is_final();
