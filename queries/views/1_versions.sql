-- Question: Which versions of a row that people write stand beside each other? One, unless two wrote at the same time.
-- Parameters: macro arguments: table_name (text), partnership (text), known_at (timestamp)
-- Columns: those of the table, received_at, handed_in_by, versions (how many stand beside each other)

-- Whoever writes says which versions were on the screen. A version stands until somebody who saw it writes another; one
-- of somebody who did not see it stands beside it. What is handed in as a file replaces all that was there.
create or replace macro standing_versions(table_name, partnership, known_at) as table
    with written as (
        select
            stored.*,
            known.received_at,
            known.handed_in_by,
            coalesce(known.kind = 'record', false) as is_written_here,
            coalesce(from_json(known.options -> 'based_on', '["INTEGER"]'), []) as based_on
        from query_table(table_name) as stored
        inner join known_submissions(known_at) as known using (submission_id)
        where stored.partnership_id = partnership
    ),

    seen as (
        select
            record_key,
            unnest(based_on) as submission_id
        from written
    ),

    since_last_file as (
        select *
        from written
        qualify
            submission_id >= coalesce(
                max(submission_id) filter (not is_written_here) over (partition by record_key), 0
            )
    )

    select
        standing.* exclude (is_written_here, based_on),
        count(*) over (partition by standing.record_key) as versions
    from since_last_file as standing
    anti join seen using (record_key, submission_id);
