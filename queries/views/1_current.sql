-- Question: Which rows of a table counted at a moment? The latest submission of each record that was not withdrawn.
-- Parameters: macro arguments: table_name (text), known_at (timestamp), partnership (text)
-- Columns: those of the table
create or replace macro known_submissions(known_at) as table
    select submissions.*
    from submissions
    where
        received_at <= known_at
        and not exists (
            select 1
            from withdrawals
            where withdrawals.submission_id = submissions.submission_id and withdrawals.withdrawn_at <= known_at
        );

-- Decisions that stood at a moment: taken by then, and not withdrawn.
create or replace macro known_decisions(known_at) as table
    select decisions.*
    from decisions
    where
        decided_at <= known_at
        and not exists (
            select 1
            from withdrawals
            where withdrawals.submission_id = decisions.submission_id and withdrawals.withdrawn_at <= known_at
        );

-- A record is one report, not one figure: there are few record keys in a table of results. So the latest submission of
-- each is sought by grouping, which takes a tenth of the time of a window over the rows.
create or replace macro current_rows(table_name, known_at) as table
    with latest as (
        select
            stored.record_key,
            max(stored.submission_id) as submission_id
        from query_table(table_name) as stored
        semi join known_submissions(known_at) as known using (submission_id)
        group by stored.record_key
    )

    select stored.*
    from query_table(table_name) as stored
    semi join latest using (record_key, submission_id);

-- The same for one partnership: everything is filtered on the partnership first.
create or replace macro current_rows_of(table_name, partnership, known_at) as table
    with latest as (
        select
            stored.record_key,
            max(stored.submission_id) as submission_id
        from query_table(table_name) as stored
        semi join known_submissions(known_at) as known using (submission_id)
        where stored.partnership_id = partnership
        group by stored.record_key
    )

    select stored.*
    from query_table(table_name) as stored
    semi join latest using (record_key, submission_id)
    where stored.partnership_id = partnership;
