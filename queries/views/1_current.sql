-- Question: Which rows of a table counted at a moment? Those of each record's last submission that was not withdrawn;
--     for results also those of the amendments after it. See docs/attainment.md 1.
-- Parameters: macro arguments: table_name (text), known_at (timestamp), partnership (text; null for all, in the macros
--     of results)
-- Columns: those of the table; counting_records: record_key, submission_id;
--     amended_rows: submission_id, file_number, source_row, amended_by
create or replace macro known_submissions(known_at) as table
    with withdrawn as (
        select submission_id
        from withdrawals
        where withdrawn_at <= known_at
    )

    select
        submissions.*,
        -- The options are what was said when it was handed in (importing.Options).
        coalesce(submissions.options ->> 'revises' = 'amend', false) as amends
    from submissions
    -- Planned faster than "not exists", and most questions ask this several times.
    anti join withdrawn using (submission_id)
    where received_at <= known_at;

-- For every table but results. There a record is one row, so an amendment of it replaces it as any submission does; to
-- know that saves half of the planning of most questions.
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

-- A record of results is a report of many figures. Its last report counts, and the amendments that came after it. There
-- are few records, so they are sought by grouping, which takes a tenth of the time of a window over the rows.
create or replace macro counting_records(partnership, known_at) as table
    with records as (
        select
            record_key,
            submission_id
        from results
        where partnership::varchar is null or partnership_id = partnership
        group by record_key, submission_id
    )

    select
        records.record_key,
        records.submission_id
    from records
    inner join known_submissions(known_at) as known using (submission_id)
    qualify
        records.submission_id
        >= coalesce(max(records.submission_id) filter (not known.amends) over (partition by records.record_key), 0);

-- The rows that a later amendment gives again. There are few; without amendments nothing is read for them. The
-- amendments are found first (materialized), else all rows of a partnership are compared with each other.
create or replace macro amended_rows(partnership, known_at) as table
    with amendments as materialized (
        select
            results.record_key,
            results.indicator_id,
            results.area_id,
            results.target_group_id,
            results.gender,
            results.submission_id
        from results
        inner join known_submissions(known_at) as known using (submission_id)
        where known.amends and (partnership::varchar is null or results.partnership_id = partnership)
    )

    select
        results.submission_id,
        results.file_number,
        results.source_row,
        max(amendments.submission_id) as amended_by
    from results
    inner join amendments
        on
            results.record_key = amendments.record_key
            and results.indicator_id = amendments.indicator_id
            and results.area_id is not distinct from amendments.area_id
            and results.target_group_id is not distinct from amendments.target_group_id
            and results.gender is not distinct from amendments.gender
            and results.submission_id < amendments.submission_id
    where
        (partnership::varchar is null or results.partnership_id = partnership)
        -- Few reports are amended, so this spares most rows a comparison of texts.
        and results.record_key in (select distinct given.record_key from amendments as given)
    group by results.submission_id, results.file_number, results.source_row;

create or replace macro current_results(partnership, known_at) as table
    select results.*
    from results
    semi join counting_records(partnership, known_at) as counting using (record_key, submission_id)
    anti join amended_rows(partnership, known_at) as amended using (submission_id, file_number, source_row)
    where partnership::varchar is null or results.partnership_id = partnership;
