-- What was handed in counts as what it was handed in as, and a pair that somebody has held stays
-- released: otherwise a judgment could be taken out of the analysis of a study that still runs.
DROP TRIGGER keep_assignment ON annotations_assignment;
CREATE TRIGGER keep_assignment BEFORE UPDATE ON annotations_assignment FOR EACH ROW
    WHEN ((OLD.slot_id, OLD.rater_id, OLD.comparison_id, OLD.token)
          IS DISTINCT FROM (NEW.slot_id, NEW.rater_id, NEW.comparison_id, NEW.token)
        OR (OLD.submitted_at IS NOT NULL AND (OLD.submitted_at, OLD.state)
            IS DISTINCT FROM (NEW.submitted_at, NEW.state)))
    EXECUTE FUNCTION annotations_refuse_rewriting('assignment_stays_whose_it_is');

CREATE FUNCTION annotations_keep_judged_slot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'withdrawn' AND EXISTS (SELECT 1 FROM annotations_comparison
            WHERE id = OLD.comparison_id AND withdrawn_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'slot % is judged: only a withdrawn comparison takes it back', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'judged_slot_stays';
END $$;
CREATE TRIGGER keep_judged_slot BEFORE UPDATE OF status ON annotations_slot FOR EACH ROW
    WHEN (OLD.status = 'done' AND NEW.status <> 'done')
    EXECUTE FUNCTION annotations_keep_judged_slot();

CREATE FUNCTION annotations_keep_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.released_at IS NULL AND NOT EXISTS (SELECT 1 FROM annotations_assignment
            WHERE comparison_id = OLD.id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'comparison % may have been seen: it stays released', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'comparison_stays_released';
END $$;
CREATE TRIGGER keep_release BEFORE UPDATE OF released_at ON annotations_comparison FOR EACH ROW
    WHEN (OLD.released_at IS NOT NULL AND NEW.released_at IS DISTINCT FROM OLD.released_at)
    EXECUTE FUNCTION annotations_keep_release();

ALTER TABLE annotations_assignment ENABLE ALWAYS TRIGGER keep_assignment;
ALTER TABLE annotations_slot ENABLE ALWAYS TRIGGER keep_judged_slot;
ALTER TABLE annotations_comparison ENABLE ALWAYS TRIGGER keep_release;
