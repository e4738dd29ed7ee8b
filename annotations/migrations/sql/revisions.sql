-- Whoever has guessed at the sources may have thought about who wrote what: from then on their
-- judgments stay as they are. The row is read under a lock that the guess takes too.
CREATE FUNCTION annotations_refuse_late_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed timestamptz;
BEGIN
    SELECT rater.closed_at INTO closed
        FROM annotations_studyrater rater
        JOIN annotations_assignment assignment ON assignment.rater_id = rater.id
        WHERE assignment.id = NEW.assignment_id
        FOR SHARE OF rater;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'the rater of assignment % revises no more', NEW.assignment_id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'submission_rater_revises';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse_late_revision BEFORE INSERT ON annotations_submission
    FOR EACH ROW WHEN (NEW.revision > 1) EXECUTE FUNCTION annotations_refuse_late_revision();
ALTER TABLE annotations_submission ENABLE ALWAYS TRIGGER refuse_late_revision;

-- A pair that was read again just now is not repeated a moment later.
CREATE FUNCTION annotations_put_off_repeat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    repeat_gap CONSTANT integer := 10;
BEGIN
    UPDATE annotations_slot repeated
        SET due_after = rater.submitted_count + repeat_gap
        FROM annotations_assignment assignment
        JOIN annotations_studyrater rater ON rater.id = assignment.rater_id
        WHERE assignment.id = NEW.assignment_id
          AND repeated.first_slot_id = assignment.slot_id
          AND repeated.for_rater_id = rater.id AND repeated.status = 'free';
    RETURN NULL;
END $$;
CREATE TRIGGER put_off_repeat AFTER INSERT ON annotations_submission
    FOR EACH ROW WHEN (NEW.revision > 1) EXECUTE FUNCTION annotations_put_off_repeat();

-- The first answer to the closing question closes the rater's judgments for changes.
CREATE FUNCTION annotations_close_rater() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE annotations_studyrater SET closed_at = NEW.answered_at
        WHERE id = NEW.rater_id AND closed_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER close_rater AFTER INSERT OR UPDATE OF answered_at ON annotations_sourceguess
    FOR EACH ROW WHEN (NEW.answered_at IS NOT NULL)
    EXECUTE FUNCTION annotations_close_rater();
