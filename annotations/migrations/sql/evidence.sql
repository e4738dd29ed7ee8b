-- What every other table may not do, whoever writes. Which table is kept in which way, and why:
-- the list in tests/integration/test_tables.py, which knows every table of the database.

-- 1. Written once, like the ledger. Everybody but the owner loses the right as well.
DO $$
DECLARE
    kept text;
    granted record;
BEGIN
    FOREACH kept IN ARRAY ARRAY['annotations_guidancetext', 'annotations_promptversion'] LOOP
        EXECUTE format('CREATE TRIGGER refuse_row_change BEFORE UPDATE OR DELETE ON %I
                        FOR EACH ROW EXECUTE FUNCTION annotations_refuse_change()', kept);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION annotations_refuse_change()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_row_change', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_truncate', kept);
        FOR granted IN
            SELECT DISTINCT r.rolname
            FROM pg_class c, aclexplode(c.relacl) acl JOIN pg_roles r ON r.oid = acl.grantee
            WHERE c.oid = kept::regclass AND acl.grantee <> c.relowner
        LOOP
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM %I', kept, granted.rolname);
        END LOOP;
    END LOOP;
END $$;

-- 2. What raters are given is fixed when a study starts, like its criteria.
CREATE OR REPLACE FUNCTION annotations_criteria_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_study bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.study_id ELSE OLD.study_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM annotations_study WHERE id = of_study AND state <> 'draft') THEN
        RAISE EXCEPTION 'study % has started: % is final', of_study, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = replace(TG_TABLE_NAME, 'annotations_', '') || '_is_final';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER items_are_final BEFORE UPDATE OR DELETE ON annotations_item
    FOR EACH ROW EXECUTE FUNCTION annotations_criteria_are_final();
-- Where a system is reached may change, and more names may turn out to give it away.
CREATE TRIGGER systems_are_final BEFORE UPDATE ON annotations_system FOR EACH ROW
    WHEN ((OLD.study_id, OLD.role, OLD.position, OLD.name, OLD.model_name, OLD.parameters,
           OLD.system_prompt, OLD.prompt_template)
          IS DISTINCT FROM
          (NEW.study_id, NEW.role, NEW.position, NEW.name, NEW.model_name, NEW.parameters,
           NEW.system_prompt, NEW.prompt_template))
    EXECUTE FUNCTION annotations_criteria_are_final();
CREATE TRIGGER systems_stay BEFORE DELETE ON annotations_system
    FOR EACH ROW EXECUTE FUNCTION annotations_criteria_are_final();

-- 3. Columns that say what a row is never change, and what was settled is not settled anew.
CREATE FUNCTION annotations_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: what is recorded stays', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_ARGV[0];
END $$;
CREATE TRIGGER keep_response BEFORE UPDATE ON annotations_response FOR EACH ROW
    WHEN ((OLD.item_id, OLD.system_id, OLD.sample, OLD.version)
          IS DISTINCT FROM (NEW.item_id, NEW.system_id, NEW.sample, NEW.version)
        OR (OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at))
    EXECUTE FUNCTION annotations_refuse_rewriting('response_stays_as_it_came');
CREATE TRIGGER keep_comparison BEFORE UPDATE ON annotations_comparison FOR EACH ROW
    WHEN ((OLD.study_id, OLD.item_id, OLD.system_a_id, OLD.system_b_id, OLD.is_practice,
           OLD.raters_per_comparison)
          IS DISTINCT FROM
          (NEW.study_id, NEW.item_id, NEW.system_a_id, NEW.system_b_id, NEW.is_practice,
           NEW.raters_per_comparison)
        OR (OLD.withdrawn_at IS NOT NULL AND (OLD.withdrawn_at, OLD.withdrawn_reason)
            IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawn_reason)))
    EXECUTE FUNCTION annotations_refuse_rewriting('comparison_stays_as_it_was_made');
CREATE TRIGGER keep_assignment BEFORE UPDATE ON annotations_assignment FOR EACH ROW
    WHEN ((OLD.slot_id, OLD.rater_id, OLD.comparison_id, OLD.token)
          IS DISTINCT FROM (NEW.slot_id, NEW.rater_id, NEW.comparison_id, NEW.token)
        OR (OLD.submitted_at IS NOT NULL AND NEW.submitted_at IS DISTINCT FROM OLD.submitted_at))
    EXECUTE FUNCTION annotations_refuse_rewriting('assignment_stays_whose_it_is');
-- A person may go (an erasure); nobody takes the place of another under the same pseudonym.
CREATE TRIGGER keep_rater BEFORE UPDATE ON annotations_studyrater FOR EACH ROW
    WHEN ((OLD.study_id, OLD.pseudonym) IS DISTINCT FROM (NEW.study_id, NEW.pseudonym)
        OR NEW.user_id IS NOT NULL AND NEW.user_id IS DISTINCT FROM OLD.user_id
        OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at))
    EXECUTE FUNCTION annotations_refuse_rewriting('rater_stays_who_it_is');
CREATE TRIGGER keep_acceptance BEFORE UPDATE ON annotations_acceptance FOR EACH ROW
    WHEN (OLD.withdrawn_at IS NOT NULL OR (OLD.guidance_id, OLD.rater_id, OLD.language,
          OLD.accepted_at) IS DISTINCT FROM (NEW.guidance_id, NEW.rater_id, NEW.language,
          NEW.accepted_at))
    EXECUTE FUNCTION annotations_refuse_rewriting('acceptance_stays_as_it_was_given');
CREATE TRIGGER keep_guess BEFORE UPDATE ON annotations_sourceguess FOR EACH ROW
    WHEN (OLD.answered_at IS NOT NULL OR (OLD.assignment_id, OLD.rater_id, OLD.position)
          IS DISTINCT FROM (NEW.assignment_id, NEW.rater_id, NEW.position))
    EXECUTE FUNCTION annotations_refuse_rewriting('guess_stays_as_it_was_given');
CREATE TRIGGER keep_report BEFORE UPDATE ON annotations_problemreport FOR EACH ROW
    WHEN (OLD.resolved_at IS NOT NULL OR (OLD.assignment_id, OLD.text, OLD.idempotency_key,
          OLD.created_at) IS DISTINCT FROM (NEW.assignment_id, NEW.text, NEW.idempotency_key,
          NEW.created_at))
    EXECUTE FUNCTION annotations_refuse_rewriting('report_stays_as_it_was_given');
CREATE TRIGGER keep_feedback BEFORE UPDATE ON annotations_practicefeedback FOR EACH ROW
    EXECUTE FUNCTION annotations_refuse_rewriting('feedback_stays_as_it_was_given');
-- A call's outcome is written once (twice the same, where a commit was not heard of); only one
-- given up for dead may still come in late.
CREATE TRIGGER keep_call BEFORE UPDATE ON annotations_providercall FOR EACH ROW
    WHEN ((OLD.status = 'succeeded' OR (OLD.status = 'failed' AND OLD.error_code <> 'interrupted'))
            AND (OLD.status, OLD.http_status, OLD.response_body, OLD.response_sha256,
                 OLD.reported_model, OLD.finish_reason, OLD.prompt_tokens, OLD.completion_tokens,
                 OLD.error_code, OLD.cost)
                IS DISTINCT FROM
                (NEW.status, NEW.http_status, NEW.response_body, NEW.response_sha256,
                 NEW.reported_model, NEW.finish_reason, NEW.prompt_tokens, NEW.completion_tokens,
                 NEW.error_code, NEW.cost)
        OR (OLD.response_id, OLD.endpoint_id, OLD.attempt, OLD.purpose, OLD.round_number,
            OLD.request, OLD.started_at, OLD.reserved)
           IS DISTINCT FROM
           (NEW.response_id, NEW.endpoint_id, NEW.attempt, NEW.purpose, NEW.round_number,
            NEW.request, NEW.started_at, NEW.reserved))
    EXECUTE FUNCTION annotations_refuse_rewriting('call_stays_as_it_was_made');
CREATE TRIGGER keep_call BEFORE UPDATE ON annotations_trialcall FOR EACH ROW
    WHEN ((OLD.status <> 'started' AND (OLD.status, OLD.cost, OLD.response_body)
            IS DISTINCT FROM (NEW.status, NEW.cost, NEW.response_body))
        OR (OLD.raw_text <> '' AND NEW.raw_text <> OLD.raw_text)
        OR (OLD.trial_id, OLD.sample, OLD.endpoint_id, OLD.purpose, OLD.round_number,
            OLD.request, OLD.started_at, OLD.reserved)
           IS DISTINCT FROM
           (NEW.trial_id, NEW.sample, NEW.endpoint_id, NEW.purpose, NEW.round_number,
            NEW.request, NEW.started_at, NEW.reserved))
    EXECUTE FUNCTION annotations_refuse_rewriting('call_stays_as_it_was_made');
CREATE TRIGGER keep_trial BEFORE UPDATE ON annotations_trial FOR EACH ROW
    WHEN ((OLD.study_id, OLD.system_id) IS DISTINCT FROM (NEW.study_id, NEW.system_id)
        OR (OLD.status = 'done' AND (OLD.status, OLD.samples, OLD.finished_at)
            IS DISTINCT FROM (NEW.status, NEW.samples, NEW.finished_at)))
    EXECUTE FUNCTION annotations_refuse_rewriting('trial_stays_as_it_was_asked');
CREATE TRIGGER keep_job BEFORE UPDATE ON annotations_exportjob FOR EACH ROW
    WHEN ((OLD.study_id, OLD.actor, OLD.profile) IS DISTINCT FROM
          (NEW.study_id, NEW.actor, NEW.profile)
        OR (OLD.export_id IS NOT NULL AND NEW.export_id IS DISTINCT FROM OLD.export_id))
    EXECUTE FUNCTION annotations_refuse_rewriting('job_stays_whose_it_is');
-- What a page shows as computed is not changed behind it; thrown away it is computed again.
CREATE TRIGGER keep_computed BEFORE UPDATE ON annotations_computedreport FOR EACH ROW
    WHEN (OLD.content <> '' AND (OLD.study_id, OLD.key, OLD.filters, OLD.content)
          IS DISTINCT FROM (NEW.study_id, NEW.key, NEW.filters, NEW.content))
    EXECUTE FUNCTION annotations_refuse_rewriting('computed_report_stays');
CREATE TRIGGER keep_letter BEFORE UPDATE ON annotations_letter FOR EACH ROW
    WHEN (OLD.state <> 'queued' OR (OLD.rater_id, OLD.invitation_id, OLD.key, OLD.kind,
          OLD.created_at) IS DISTINCT FROM (NEW.rater_id, NEW.invitation_id, NEW.key, NEW.kind,
          NEW.created_at))
    EXECUTE FUNCTION annotations_refuse_rewriting('letter_stays_as_it_went');

-- 4. Nothing of a started study is deleted; nothing of a frozen one changes, but the columns named
-- behind the way to the study (the manifest leaves them out too).
CREATE FUNCTION annotations_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    CASE TG_ARGV[0]
        WHEN 'study' THEN SELECT state, frozen_at INTO found FROM annotations_study
            WHERE id = OLD.study_id;
        WHEN 'item' THEN SELECT s.state, s.frozen_at INTO found FROM annotations_study s
            JOIN annotations_item i ON i.study_id = s.id WHERE i.id = OLD.item_id;
        WHEN 'response' THEN SELECT s.state, s.frozen_at INTO found FROM annotations_study s
            JOIN annotations_item i ON i.study_id = s.id
            JOIN annotations_response r ON r.item_id = i.id WHERE r.id = OLD.response_id;
        WHEN 'rater' THEN SELECT s.state, s.frozen_at INTO found FROM annotations_study s
            JOIN annotations_studyrater r ON r.study_id = s.id WHERE r.id = OLD.rater_id;
        WHEN 'assignment' THEN SELECT s.state, s.frozen_at INTO found FROM annotations_study s
            JOIN annotations_studyrater r ON r.study_id = s.id
            JOIN annotations_assignment a ON a.rater_id = r.id WHERE a.id = OLD.assignment_id;
        WHEN 'comparison' THEN SELECT s.state, s.frozen_at INTO found FROM annotations_study s
            JOIN annotations_comparison c ON c.study_id = s.id WHERE c.id = OLD.comparison_id;
        WHEN 'trial' THEN SELECT s.state, s.frozen_at INTO found FROM annotations_study s
            JOIN annotations_trial t ON t.study_id = s.id WHERE t.id = OLD.trial_id;
    END CASE;
    IF TG_OP = 'DELETE' THEN
        IF found.state = 'draft' THEN
            RETURN OLD;
        END IF;
    ELSIF found.frozen_at IS NULL OR to_jsonb(OLD) - string_to_array(TG_ARGV[1], ',')
        = to_jsonb(NEW) - string_to_array(TG_ARGV[1], ',') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is evidence of a study: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'evidence_is_kept';
END $$;

DO $$
DECLARE
    kept record;
BEGIN
    FOR kept IN SELECT * FROM (VALUES
        ('response', 'item'), ('turn', 'response'), ('leakhit', 'response'),
        ('providercall', 'response'), ('comparison', 'study'), ('slot', 'study'),
        ('assignment', 'rater'), ('studyrater', 'study'), ('acceptance', 'rater'),
        ('sourceguess', 'rater'), ('problemreport', 'assignment'),
        ('practicefeedback', 'comparison'), ('exportjob', 'study'), ('trial', 'study'),
        ('trialcall', 'trial')
    ) AS of_study (name, way) LOOP
        EXECUTE format('CREATE TRIGGER stay BEFORE DELETE ON %I FOR EACH ROW
                        EXECUTE FUNCTION annotations_keep_evidence(%L, '''')',
                       'annotations_' || kept.name, kept.way);
    END LOOP;
    FOR kept IN SELECT * FROM (VALUES
        ('turn', 'response', ''), ('leakhit', 'response', ''), ('comparison', 'study', ''),
        ('slot', 'study', ''), ('assignment', 'rater', ''), ('sourceguess', 'rater', ''),
        ('studyrater', 'study', 'user_id,last_seen_at,status,reminded_at,reminders_stopped_at,'
                                'consent_accepted,guideline_accepted'),
        ('acceptance', 'rater', 'withdrawn_at'), ('problemreport', 'assignment', 'resolved_at'),
        ('practicefeedback', 'comparison', '')
    ) AS of_study (name, way, free) LOOP
        EXECUTE format('CREATE TRIGGER stay_when_frozen BEFORE UPDATE ON %I FOR EACH ROW
                        EXECUTE FUNCTION annotations_keep_evidence(%L, %L)',
                       'annotations_' || kept.name, kept.way, kept.free);
    END LOOP;
END $$;
-- What was still being written at the freeze is no part of the study, and may be finished.
CREATE TRIGGER stay_when_frozen BEFORE UPDATE ON annotations_response
    FOR EACH ROW WHEN (OLD.status = 'done')
    EXECUTE FUNCTION annotations_keep_evidence('item', '');

-- On whatever session_replication_role says; and no TRUNCATE goes around row triggers.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT c.relname, t.tgname FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND t.tgenabled <> 'A'
          AND p.proname IN ('annotations_refuse_rewriting', 'annotations_keep_evidence',
                            'annotations_criteria_are_final', 'annotations_keep_leak_hit',
                            'annotations_keep_turn', 'annotations_keep_released_pair',
                            'annotations_scan_before_release', 'annotations_placement_is_final')
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', one.relname, one.tgname);
    END LOOP;
    FOR one IN
        SELECT DISTINCT c.relname FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE p.proname IN ('annotations_keep_evidence', 'annotations_criteria_are_final')
           OR c.relname = 'annotations_study'
    LOOP
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION annotations_refuse_change()',
                       one.relname);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_truncate', one.relname);
    END LOOP;
END $$;
