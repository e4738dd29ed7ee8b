-- The ledger is append-only for everybody. The runtime role lacks the privileges as well; the
-- triggers also stop the owner's slips, and ALWAYS keeps them on under session_replication_role.
CREATE FUNCTION annotations_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE
    ledger text;
BEGIN
    FOREACH ledger IN ARRAY ARRAY['annotations_submission', 'annotations_judgment',
                                  'annotations_markedspan', 'annotations_auditevent',
                                  'annotations_export'] LOOP
        EXECUTE format('CREATE TRIGGER refuse_row_change BEFORE UPDATE OR DELETE ON %I
                        FOR EACH ROW EXECUTE FUNCTION annotations_refuse_change()', ledger);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION annotations_refuse_change()', ledger);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_row_change', ledger);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_truncate', ledger);
    END LOOP;
END $$;
