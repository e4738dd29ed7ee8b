-- What a judge's file said is never rewritten: it can be taken away, and handed in anew.
CREATE TRIGGER keep_judge BEFORE UPDATE ON annotations_llmjudge FOR EACH ROW
    EXECUTE FUNCTION annotations_refuse_rewriting('llm_judge_stays_as_it_came');
CREATE TRIGGER keep_verdict BEFORE UPDATE ON annotations_judgeverdict FOR EACH ROW
    EXECUTE FUNCTION annotations_refuse_rewriting('judge_verdict_stays_as_it_came');
ALTER TABLE annotations_llmjudge ENABLE ALWAYS TRIGGER keep_judge;
ALTER TABLE annotations_judgeverdict ENABLE ALWAYS TRIGGER keep_verdict;
