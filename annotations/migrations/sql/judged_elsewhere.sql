-- A study is judged here or elsewhere, never both: what was imported says nothing about blinding,
-- and nobody could tell afterwards which of its results rest on it.
CREATE FUNCTION annotations_keep_origins_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.origin = 'imported') IS DISTINCT FROM
       (SELECT judged_elsewhere FROM annotations_study WHERE id = NEW.study_id) THEN
        RAISE EXCEPTION 'study % is judged either here or elsewhere', NEW.study_id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'submission_origin_fits_study';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_origins_apart BEFORE INSERT ON annotations_submission
    FOR EACH ROW EXECUTE FUNCTION annotations_keep_origins_apart();
ALTER TABLE annotations_submission ENABLE ALWAYS TRIGGER keep_origins_apart;

CREATE FUNCTION annotations_judged_elsewhere_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'where study % is judged is settled', OLD.id
        USING ERRCODE = 'integrity_constraint_violation',
              CONSTRAINT = 'study_judged_elsewhere_is_final';
END $$;
CREATE TRIGGER judged_elsewhere_is_final BEFORE UPDATE OF judged_elsewhere ON annotations_study
    FOR EACH ROW WHEN (OLD.state <> 'draft'
                       AND OLD.judged_elsewhere IS DISTINCT FROM NEW.judged_elsewhere)
    EXECUTE FUNCTION annotations_judged_elsewhere_is_final();
