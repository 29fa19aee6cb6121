#!/bin/sh
# Makes the roles and the database of povwatch, once; again it changes nothing but the two passwords. Runs as the
# administrator of the database, with psql 15 or newer, who is named by the usual PGHOST, PGUSER and PGPASSWORD.
#   OWNER_PASSWORD=... APPLICATION_PASSWORD=... sh roles.sh
# What each role is for: docs/operating.md, "Roles in the database".
set -eu
: "${OWNER_PASSWORD:?}" "${APPLICATION_PASSWORD:?}"

# The passwords are read from the environment: a command line is seen by everybody on the machine.
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv application_password APPLICATION_PASSWORD
SET log_statement = 'none';

SELECT format('CREATE ROLE %I %s', name, kind) FROM (VALUES
  ('povwatch_owner', 'LOGIN'),                           -- has the tables, migrates
  ('povwatch_application', 'LOGIN'),                     -- pages and workers
  ('povwatch_application_pages', ''),                    -- put on by each page
  ('povwatch_application_retention', ''),                -- put on by the night to end data that is due
  ('povwatch_application_to_retention', 'NOINHERIT')     -- the way to it, which passes no right on
) AS role (name, kind) WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE povwatch_owner PASSWORD :'owner_password';
ALTER ROLE povwatch_application PASSWORD :'application_password';
GRANT povwatch_application_pages TO povwatch_application;
GRANT povwatch_application_retention TO povwatch_application_to_retention;
GRANT povwatch_application_to_retention TO povwatch_application;

-- The limits that povwatch/settings.py gives each of its connections; PgBouncer passes none on, so they stand here too.
ALTER ROLE povwatch_application SET jit = off;
ALTER ROLE povwatch_application SET lock_timeout = '10min';
ALTER ROLE povwatch_application SET idle_in_transaction_session_timeout = '15min';

SELECT 'CREATE DATABASE povwatch OWNER povwatch_owner ENCODING ''UTF8'' TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'povwatch')
\gexec
SQL
