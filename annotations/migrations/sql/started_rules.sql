-- One trigger for all that a study is started with, in the place of three that had grown beside one
-- another; and a study goes forward only: what is frozen is never judged again.
DROP TRIGGER rules_are_final ON annotations_study;
DROP TRIGGER leak_rules_are_final ON annotations_study;
DROP TRIGGER judged_elsewhere_is_final ON annotations_study;
DROP FUNCTION annotations_judged_elsewhere_is_final();

CREATE TRIGGER rules_are_final BEFORE UPDATE ON annotations_study FOR EACH ROW
    WHEN (OLD.state <> 'draft' AND (
        OLD.public_id, OLD.seed, OLD.seed_commitment, OLD.panel, OLD.raters_per_comparison,
        OLD.repeat_share, OLD.planned_rounds, OLD.scale, OLD.allows_both_bad,
        OLD.allows_not_applicable, OLD.shows_reference, OLD.matches_specialties,
        OLD.hands_on_recognised, OLD.primary_criterion, OLD.leak_policy, OLD.reviews_leaks,
        OLD.system_pairs, OLD.reference_system_id, OLD.noninferiority_margin, OLD.hypotheses,
        OLD.exclusion_rules, OLD.stopping_rule, OLD.withdrawal_rule, OLD.export_responses,
        OLD.judged_elsewhere, OLD.protocol, OLD.protocol_sha256, OLD.started_at,
        NEW.state = 'draft'
    ) IS DISTINCT FROM (
        NEW.public_id, NEW.seed, NEW.seed_commitment, NEW.panel, NEW.raters_per_comparison,
        NEW.repeat_share, NEW.planned_rounds, NEW.scale, NEW.allows_both_bad,
        NEW.allows_not_applicable, NEW.shows_reference, NEW.matches_specialties,
        NEW.hands_on_recognised, NEW.primary_criterion, NEW.leak_policy, NEW.reviews_leaks,
        NEW.system_pairs, NEW.reference_system_id, NEW.noninferiority_margin, NEW.hypotheses,
        NEW.exclusion_rules, NEW.stopping_rule, NEW.withdrawal_rule, NEW.export_responses,
        NEW.judged_elsewhere, NEW.protocol, NEW.protocol_sha256, NEW.started_at,
        false
    ))
    EXECUTE FUNCTION annotations_rules_are_final();
ALTER TABLE annotations_study ENABLE ALWAYS TRIGGER rules_are_final;

CREATE FUNCTION annotations_study_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.state = OLD.state OR (OLD.state = 'frozen' AND NEW.state = 'unblinded'))
        AND NEW.frozen_at = OLD.frozen_at
        AND (OLD.unblinded_at IS NULL OR NEW.unblinded_at = OLD.unblinded_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'study % is kept, and goes forward only', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'study_goes_forward';
END $$;
CREATE TRIGGER study_goes_forward BEFORE UPDATE OF state, frozen_at, unblinded_at
    ON annotations_study FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL)
    EXECUTE FUNCTION annotations_study_goes_forward();
CREATE TRIGGER started_study_is_kept BEFORE DELETE ON annotations_study
    FOR EACH ROW WHEN (OLD.state <> 'draft')
    EXECUTE FUNCTION annotations_study_goes_forward();
ALTER TABLE annotations_study ENABLE ALWAYS TRIGGER study_goes_forward;
ALTER TABLE annotations_study ENABLE ALWAYS TRIGGER started_study_is_kept;
