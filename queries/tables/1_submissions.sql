-- Question: What was handed in, when, and by whom? One row per submission; never changed, never deleted.
-- Parameters: none
-- Columns: none
create table if not exists submissions (
    submission_id integer,
    name varchar,
    kind varchar,
    handed_in_by varchar,
    received_at timestamp,
    sha256 varchar,
    options varchar,
    row_count bigint
);
create table if not exists submission_files (
    submission_id integer,
    file_number integer default 1,
    table_name varchar,
    file_name varchar,
    sheet varchar,
    sha256 varchar,
    row_count bigint
);
-- A database made before sheets were numbered has one sheet per table in each submission.
alter table submission_files add column if not exists file_number integer default 1;
create table if not exists withdrawals (
    submission_id integer,
    withdrawn_at timestamp,
    reason varchar
);
create table if not exists findings (
    submission_id integer,
    file_name varchar,
    sheet varchar,
    table_name varchar,
    source_row bigint,
    field varchar,
    value varchar,
    rule varchar,
    severity varchar
);
-- Columns that came later.
alter table submissions add column if not exists options varchar;
