-- What follows from an assignment's state, kept in its own transaction so that no writer can
-- forget it: the slot's status, the rater's counts, the opening of hidden repeats, and that a
-- draft goes when its pair is no longer to be judged.
CREATE OR REPLACE FUNCTION annotations_follow_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    judged record;
    repeat_gap CONSTANT integer := 10;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    IF NEW.state IN ('submitted', 'surplus', 'declined', 'withdrawn') THEN
        DELETE FROM annotations_draft WHERE assignment_id = NEW.id;
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
                    swapped_count = swapped_count + judged.swapped::integer,
                    active_seconds = active_seconds + coalesce(
                        (SELECT first.active_seconds FROM annotations_submission first
                         WHERE first.assignment_id = NEW.id AND first.revision = 1), 0),
                    read_text_length = read_text_length +
                        (SELECT text_length FROM annotations_comparison
                         WHERE id = NEW.comparison_id)
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

-- A claim compares two numbers of rows that it reads anyway, instead of looking for acceptances.
CREATE FUNCTION annotations_follow_guidance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.purpose = 'consent' THEN
        UPDATE annotations_study SET consent_version = NEW.version WHERE id = NEW.study_id;
    ELSE
        UPDATE annotations_study SET guideline_version = NEW.version WHERE id = NEW.study_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER follow_guidance AFTER INSERT ON annotations_guidancetext
    FOR EACH ROW EXECUTE FUNCTION annotations_follow_guidance();

CREATE FUNCTION annotations_follow_acceptance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    accepted record;
    standing integer;
BEGIN
    SELECT purpose, version INTO accepted FROM annotations_guidancetext WHERE id = NEW.guidance_id;
    standing := CASE WHEN NEW.withdrawn_at IS NULL THEN accepted.version ELSE 0 END;
    IF accepted.purpose = 'consent' THEN
        UPDATE annotations_studyrater SET consent_accepted = standing WHERE id = NEW.rater_id;
    ELSE
        UPDATE annotations_studyrater SET guideline_accepted = standing WHERE id = NEW.rater_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER follow_acceptance AFTER INSERT OR UPDATE ON annotations_acceptance
    FOR EACH ROW EXECUTE FUNCTION annotations_follow_acceptance();

-- Specialties are matched by the slot's own column, which repeats the item's.
UPDATE annotations_slot slot SET specialty = item.specialty
    FROM annotations_comparison comparison JOIN annotations_item item ON item.id = comparison.item_id
    WHERE comparison.id = slot.comparison_id AND item.specialty <> '';
