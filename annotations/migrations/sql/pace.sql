-- How fast a rater reads: the mean of seconds per code point, every pair with the same weight, over
-- the last forty or so. A trigger of its own beside follow_assignment: pairs without a measured
-- time (judged without script) are counted there, but tell nothing of the pace.
CREATE FUNCTION annotations_follow_pace() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    memory CONSTANT integer := 40;
    pace double precision;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    SELECT submission.active_seconds / comparison.text_length INTO pace
        FROM annotations_submission submission, annotations_comparison comparison
        WHERE submission.assignment_id = NEW.id AND submission.revision = 1
          AND submission.active_seconds > 0
          AND comparison.id = NEW.comparison_id AND comparison.text_length > 0;
    IF FOUND THEN
        UPDATE annotations_studyrater
            SET paced_count = paced_count + 1,
                seconds_per_code_point = coalesce(
                    seconds_per_code_point
                        + (pace - seconds_per_code_point) / least(paced_count + 1, memory), pace)
            WHERE id = NEW.rater_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER follow_pace AFTER INSERT OR UPDATE OF state ON annotations_assignment
    FOR EACH ROW WHEN (NEW.state = 'submitted' AND NEW.kind <> 'practice')
    EXECUTE FUNCTION annotations_follow_pace();
