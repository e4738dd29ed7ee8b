-- Nobody sees a pair before both answers were looked through, and what somebody may have seen,
-- and marked, never changes under their marks.
CREATE FUNCTION annotations_scan_before_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM annotations_response
               WHERE id IN (NEW.response_a_id, NEW.response_b_id)
                 AND leak_state NOT IN ('clear', 'settled')) THEN
        RAISE EXCEPTION 'comparison % has an answer that was not looked through', NEW.id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'comparison_scanned_before_release';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER scan_before_release BEFORE INSERT ON annotations_comparison
    FOR EACH ROW WHEN (NEW.released_at IS NOT NULL)
    EXECUTE FUNCTION annotations_scan_before_release();
CREATE TRIGGER scan_before_release_later
    BEFORE UPDATE OF released_at, response_a_id, response_b_id ON annotations_comparison
    FOR EACH ROW WHEN (NEW.released_at IS NOT NULL AND OLD.released_at IS NULL)
    EXECUTE FUNCTION annotations_scan_before_release();

CREATE FUNCTION annotations_keep_released_pair() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'comparison % is released: its answers stay', OLD.id
        USING ERRCODE = 'integrity_constraint_violation',
              CONSTRAINT = 'comparison_answers_are_final';
END $$;
CREATE TRIGGER keep_released_pair BEFORE UPDATE OF response_a_id, response_b_id
    ON annotations_comparison
    FOR EACH ROW WHEN (OLD.released_at IS NOT NULL
        AND (NEW.response_a_id <> OLD.response_a_id OR NEW.response_b_id <> OLD.response_b_id))
    EXECUTE FUNCTION annotations_keep_released_pair();

CREATE FUNCTION annotations_is_released(response bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM annotations_comparison
                   WHERE response_a_id = response AND released_at IS NOT NULL)
        OR EXISTS (SELECT 1 FROM annotations_comparison
                   WHERE response_b_id = response AND released_at IS NOT NULL);
$$;

CREATE FUNCTION annotations_keep_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.raw_text, NEW.raw_sha256, NEW.response_id, NEW.position, NEW.role)
        IS DISTINCT FROM (OLD.raw_text, OLD.raw_sha256, OLD.response_id, OLD.position, OLD.role) THEN
        RAISE EXCEPTION 'what a model wrote stays as it came'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'turn_raw_is_final';
    END IF;
    IF (NEW.shown_text, NEW.shown_sha256) IS DISTINCT FROM (OLD.shown_text, OLD.shown_sha256)
        AND annotations_is_released(OLD.response_id) THEN
        RAISE EXCEPTION 'turn % may have been read and marked: it stays as it was shown', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'turn_shown_is_final';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_turn BEFORE UPDATE ON annotations_turn
    FOR EACH ROW EXECUTE FUNCTION annotations_keep_turn();

CREATE FUNCTION annotations_keep_leak_hit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before annotations_leakhit := OLD;
BEGIN
    -- Everything but the decision.
    before.decision := NEW.decision;
    before.decided_by := NEW.decided_by;
    before.decided_at := NEW.decided_at;
    IF before IS DISTINCT FROM NEW
        OR (OLD.decision <> '' AND NEW.decision NOT IN (OLD.decision, 'excluded')) THEN
        RAISE EXCEPTION 'find % stays as it was found and decided', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'leak_hit_is_final';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_leak_hit BEFORE UPDATE ON annotations_leakhit
    FOR EACH ROW EXECUTE FUNCTION annotations_keep_leak_hit();

-- Pairs that are out already were looked at by nobody; their answers count as scanned once the scan
-- has recorded what it finds, and until then the scan leaves them as they are shown.
