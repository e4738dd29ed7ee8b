-- What a study's results depend on is fixed when it starts, whoever writes: rules that changed
-- afterwards would be chosen with results in sight, and its protocol would say something else.
CREATE FUNCTION annotations_rules_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'study % has started: its rules are final', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'study_rules_are_final';
END $$;
CREATE TRIGGER rules_are_final BEFORE UPDATE ON annotations_study FOR EACH ROW
    WHEN (OLD.state <> 'draft' AND (
        OLD.public_id, OLD.seed, OLD.seed_commitment, OLD.panel, OLD.raters_per_comparison,
        OLD.repeat_share, OLD.scale, OLD.allows_both_bad, OLD.allows_not_applicable,
        OLD.primary_criterion, OLD.system_pairs, OLD.reference_system_id,
        OLD.noninferiority_margin, OLD.hypotheses, OLD.exclusion_rules, OLD.stopping_rule,
        OLD.withdrawal_rule, OLD.protocol, OLD.protocol_sha256, OLD.started_at,
        NEW.state = 'draft'
    ) IS DISTINCT FROM (
        NEW.public_id, NEW.seed, NEW.seed_commitment, NEW.panel, NEW.raters_per_comparison,
        NEW.repeat_share, NEW.scale, NEW.allows_both_bad, NEW.allows_not_applicable,
        NEW.primary_criterion, NEW.system_pairs, NEW.reference_system_id,
        NEW.noninferiority_margin, NEW.hypotheses, NEW.exclusion_rules, NEW.stopping_rule,
        NEW.withdrawal_rule, NEW.protocol, NEW.protocol_sha256, NEW.started_at,
        false
    ))
    EXECUTE FUNCTION annotations_rules_are_final();
ALTER TABLE annotations_study ENABLE ALWAYS TRIGGER rules_are_final;

CREATE FUNCTION annotations_criteria_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_study bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.study_id ELSE OLD.study_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM annotations_study WHERE id = of_study AND state <> 'draft') THEN
        RAISE EXCEPTION 'study % has started: its criteria are final', of_study
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'criterion_is_final';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER criteria_are_final BEFORE INSERT OR UPDATE OR DELETE ON annotations_criterion
    FOR EACH ROW EXECUTE FUNCTION annotations_criteria_are_final();
ALTER TABLE annotations_criterion ENABLE ALWAYS TRIGGER criteria_are_final;
