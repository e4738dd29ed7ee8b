-- What happens to an answer that names its writer is fixed at the start as well: chosen later, it
-- would decide with the finds in sight which pairs are judged. The function is that of final_rules.
CREATE TRIGGER leak_rules_are_final BEFORE UPDATE ON annotations_study FOR EACH ROW
    WHEN (OLD.state <> 'draft' AND (OLD.leak_policy, OLD.reviews_leaks)
        IS DISTINCT FROM (NEW.leak_policy, NEW.reviews_leaks))
    EXECUTE FUNCTION annotations_rules_are_final();
ALTER TABLE annotations_study ENABLE ALWAYS TRIGGER leak_rules_are_final;
