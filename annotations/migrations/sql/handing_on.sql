-- As before, and: only who holds a slot gives it back (a hold that ran out and is handed on later
-- must not free what a colleague took meanwhile), and what a rater hands on is counted.
CREATE OR REPLACE FUNCTION annotations_follow_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    judged record;
    repeat_gap CONSTANT integer := 10;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    IF NEW.state IN ('submitted', 'surplus', 'declined', 'withdrawn') THEN
        DELETE FROM annotations_draft WHERE assignment_id = NEW.id;
    END IF;
    IF NEW.state = 'open' THEN
        UPDATE annotations_slot SET status = 'held'
            WHERE id = NEW.slot_id AND status = 'free'
              AND comparison_id = NEW.comparison_id AND kind = NEW.kind;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'slot % is not free for this assignment', NEW.slot_id
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'assignment_needs_a_free_slot';
        END IF;
    ELSIF NEW.state = 'submitted' THEN
        UPDATE annotations_slot SET status = 'done' WHERE id = NEW.slot_id
            RETURNING swapped, kind INTO judged;
        IF judged.kind <> 'practice' THEN
            UPDATE annotations_studyrater
                SET submitted_count = submitted_count + 1,
                    first_count = first_count + (judged.kind = 'first')::integer,
                    swapped_count = swapped_count + judged.swapped::integer,
                    active_seconds = active_seconds + coalesce(
                        (SELECT first.active_seconds FROM annotations_submission first
                         WHERE first.assignment_id = NEW.id AND first.revision = 1), 0),
                    read_text_length = read_text_length +
                        (SELECT text_length FROM annotations_comparison
                         WHERE id = NEW.comparison_id)
                WHERE id = NEW.rater_id;
            UPDATE annotations_slot repeated
                SET status = 'free', for_rater_id = NEW.rater_id,
                    due_after = rater.submitted_count + repeat_gap
                FROM annotations_studyrater rater
                WHERE rater.id = NEW.rater_id AND repeated.first_slot_id = NEW.slot_id
                  AND repeated.status = 'unreleased';
        END IF;
    ELSIF NEW.state IN ('expired', 'declined') THEN
        IF TG_OP = 'UPDATE' AND OLD.state = 'open' THEN
            UPDATE annotations_slot SET status = 'free'
                WHERE id = NEW.slot_id AND status = 'held';
        END IF;
        IF NEW.state = 'declined' AND NEW.kind = 'first' THEN
            UPDATE annotations_studyrater SET declined_count = declined_count + 1
                WHERE id = NEW.rater_id;
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- Specialties are compared in one form: full-width or upper-case letters make no difference.
UPDATE annotations_slot
    SET specialty = btrim(regexp_replace(lower(normalize(specialty, NFKC)), '\s+', ' ', 'g'))
    WHERE specialty <> '';

-- What has been released so far, by specialty.
UPDATE annotations_study study SET released_by_specialty = totals.by_specialty
    FROM (
        SELECT study_id, jsonb_object_agg(specialty, jsonb_build_object(
            'count', pairs, 'text_length', text_length)) AS by_specialty
        FROM (
            SELECT released.study_id, item.specialty, count(*) AS pairs,
                   sum(released.text_length) AS text_length
            FROM annotations_comparison released
                JOIN (SELECT id, btrim(regexp_replace(lower(normalize(specialty, NFKC)),
                                                      '\s+', ' ', 'g')) AS specialty
                      FROM annotations_item) item ON item.id = released.item_id
            WHERE released.released_at IS NOT NULL AND released.withdrawn_at IS NULL
            GROUP BY released.study_id, item.specialty
        ) by_study GROUP BY study_id
    ) totals
    WHERE totals.study_id = study.id;
