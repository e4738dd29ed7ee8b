-- Each study's submissions, and each study's audit events, form a hash chain in commit order.
-- The advisory lock is held until the transaction ends, so the next writer reads a head that is
-- committed; the functions are VOLATILE, so that reading happens after the wait, not before.
-- The same arithmetic in Python: annotations/ledger.py.
CREATE FUNCTION annotations_lock_chain(prefix text, study bigint) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended(prefix || ':' || coalesce(study, 0), 0));
$$;

CREATE FUNCTION annotations_chain_hash(previous text, sequence bigint, content text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(previous || ':' || sequence || ':' || content, 'UTF8')), 'hex');
$$;

CREATE FUNCTION annotations_chain_submission() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head record;
BEGIN
    PERFORM annotations_lock_chain('submission', NEW.study_id);
    -- Read under the lock that freezing takes too: nothing slips in behind a freeze.
    IF NOT EXISTS (SELECT 1 FROM annotations_study
                   WHERE id = NEW.study_id AND state IN ('running', 'paused')) THEN
        RAISE EXCEPTION 'study % takes no judgments now', NEW.study_id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'submission_study_takes_judgments';
    END IF;
    SELECT sequence, hash INTO head FROM annotations_submission
        WHERE study_id = NEW.study_id ORDER BY sequence DESC LIMIT 1;
    NEW.sequence := coalesce(head.sequence, 0) + 1;
    NEW.previous_hash := coalesce(head.hash, repeat('0', 64));
    NEW.hash := annotations_chain_hash(NEW.previous_hash, NEW.sequence, NEW.content_sha256);
    RETURN NEW;
END $$;
CREATE TRIGGER chain_submission BEFORE INSERT ON annotations_submission
    FOR EACH ROW EXECUTE FUNCTION annotations_chain_submission();
ALTER TABLE annotations_submission ENABLE ALWAYS TRIGGER chain_submission;

CREATE FUNCTION annotations_chain_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head record;
BEGIN
    PERFORM annotations_lock_chain('audit', NEW.study_id);
    SELECT sequence, hash INTO head FROM annotations_auditevent
        WHERE study_id IS NOT DISTINCT FROM NEW.study_id ORDER BY sequence DESC LIMIT 1;
    NEW.sequence := coalesce(head.sequence, 0) + 1;
    NEW.previous_hash := coalesce(head.hash, repeat('0', 64));
    NEW.hash := annotations_chain_hash(NEW.previous_hash, NEW.sequence, NEW.content_sha256);
    RETURN NEW;
END $$;
CREATE TRIGGER chain_audit BEFORE INSERT ON annotations_auditevent
    FOR EACH ROW EXECUTE FUNCTION annotations_chain_audit();
ALTER TABLE annotations_auditevent ENABLE ALWAYS TRIGGER chain_audit;
