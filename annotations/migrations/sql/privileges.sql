-- Everybody but the owner loses the right to change the ledger. Roles are not named here: which
-- ones exist is the operator's choice (manage.py prepare_database), migrations only revoke.
DO $$
DECLARE
    granted record;
BEGIN
    FOR granted IN
        SELECT DISTINCT c.oid::regclass AS ledger, r.rolname
        FROM pg_class c, aclexplode(c.relacl) acl JOIN pg_roles r ON r.oid = acl.grantee
        WHERE c.relname IN ('annotations_submission', 'annotations_judgment',
                            'annotations_markedspan', 'annotations_auditevent',
                            'annotations_export')
          AND c.relnamespace = current_schema()::regnamespace
          AND acl.grantee <> c.relowner
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I',
                       granted.ledger, granted.rolname);
    END LOOP;
END $$;
