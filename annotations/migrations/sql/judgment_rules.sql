-- Rules that span two tables: strength belongs to overall, "both bad" is a kind of tie.
CREATE FUNCTION annotations_check_judgment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    criterion_key text;
    is_both_bad boolean;
BEGIN
    SELECT key INTO criterion_key FROM annotations_criterion WHERE id = NEW.criterion_id;
    SELECT both_bad INTO is_both_bad FROM annotations_submission WHERE id = NEW.submission_id;
    IF NEW.strength <> '' AND criterion_key <> 'overall' THEN
        RAISE EXCEPTION 'strength is given on overall only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'judgment_strength_on_overall_only';
    END IF;
    IF criterion_key = 'overall' AND NEW.choice = 'not_applicable' THEN
        RAISE EXCEPTION 'overall always applies'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'judgment_overall_applies';
    END IF;
    IF is_both_bad AND criterion_key = 'overall' AND NEW.choice <> 'tie' THEN
        RAISE EXCEPTION 'both bad goes with a tie on overall'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'submission_both_bad_is_a_tie';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_judgment BEFORE INSERT ON annotations_judgment
    FOR EACH ROW EXECUTE FUNCTION annotations_check_judgment();

-- Nobody runs a study and judges in it.
CREATE FUNCTION annotations_keep_roles_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- One lock per study and person, or two simultaneous inserts would not see each other.
    PERFORM pg_advisory_xact_lock(hashtextextended('role:' || NEW.study_id || ':' || NEW.user_id, 0));
    IF EXISTS (SELECT 1 FROM annotations_studymember
               WHERE TG_TABLE_NAME = 'annotations_studyrater'
                 AND study_id = NEW.study_id AND user_id = NEW.user_id)
       OR EXISTS (SELECT 1 FROM annotations_studyrater
                  WHERE TG_TABLE_NAME = 'annotations_studymember'
                    AND study_id = NEW.study_id AND user_id = NEW.user_id) THEN
        RAISE EXCEPTION 'nobody is rater and member of one study'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'study_roles_apart';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_roles_apart BEFORE INSERT OR UPDATE OF user_id, study_id
    ON annotations_studymember FOR EACH ROW WHEN (NEW.user_id IS NOT NULL)
    EXECUTE FUNCTION annotations_keep_roles_apart();
CREATE TRIGGER keep_roles_apart BEFORE INSERT OR UPDATE OF user_id, study_id
    ON annotations_studyrater FOR EACH ROW WHEN (NEW.user_id IS NOT NULL)
    EXECUTE FUNCTION annotations_keep_roles_apart();
