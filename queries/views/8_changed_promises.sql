-- Question: Which reports, targets, milestones and decisions came, changed or stayed away between two moments? See
--     docs/changes.md.
-- Parameters: macro arguments: partnership (text), partner (text, null for all), since_as_of, as_of (dates),
--     since_known_at, known_at (timestamps); before, after, between_them (texts: names of common table expressions of
--     the question, with the rows of who_reported at both moments and of submissions_between)
-- Columns: changed_reports: change, partner_id, period_end, old_day; changed_promises: change, indicator_id,
--     partner_id, area_id, target_group_id, reading, tier, period_end, old_value, new_value, old_day, new_day, why,
--     submission_id, file_number, source_row; changed_decisions: change, indicator_id, partner_id, period_end,
--     reading, why, submission_id, file_number, source_row

-- Who takes part since or no longer, and who owes a report of the last interval and has none. Who was awaited at the
-- earlier moment for the same day is no news.
create or replace macro changed_reports(before, after, since_as_of, as_of) as table
    with compared as (
        select
            partner_id,
            was.partner_id is not null as was_awaited,
            is_now.partner_id is not null as is_awaited,
            was.reported as had_reported,
            is_now.reported as has_reported,
            is_now.last_period_end
        from query_table(before) as was
        full join query_table(after) as is_now using (partner_id)
    )

    select
        if(is_awaited, 'partner_joined', 'partner_left') as change,
        partner_id
    from compared
    where was_awaited <> is_awaited
    union all by name
    select
        'report_missing' as change,
        partner_id,
        as_of::date as period_end,
        last_period_end as old_day
    from compared
    where is_awaited and not has_reported and (coalesce(had_reported, true) or as_of::date > since_as_of::date);

-- Targets and milestones, row by row: the value, the baseline, and the terms (from when to when, of which kind).
create or replace macro changed_promises(partnership, since_known_at, known_at, partner, between_them) as table
    with targets_before as (
        select * from current_rows_of('targets', partnership, since_known_at)
    ),

    targets_after as (
        select * from current_rows_of('targets', partnership, known_at)
    ),

    steps_before as (
        select * from current_rows_of('target_milestones', partnership, since_known_at)
    ),

    steps_after as (
        select * from current_rows_of('target_milestones', partnership, known_at)
    ),

    compared as (
        select
            coalesce(is_now.indicator_id, was.indicator_id) as indicator_id,
            coalesce(is_now.partner_id, was.partner_id) as partner_id,
            coalesce(is_now.area_id, was.area_id) as area_id,
            coalesce(is_now.target_group_id, was.target_group_id) as target_group_id,
            coalesce(is_now.reading, was.reading) as reading,
            coalesce(is_now.tier, was.tier) as tier,
            was.value as old_value,
            is_now.value as new_value,
            was.baseline as old_baseline,
            is_now.baseline as new_baseline,
            was.due_date as old_day,
            is_now.due_date as new_day,
            (
                was.start_date is distinct from is_now.start_date
                or was.due_date is distinct from is_now.due_date
                or was.target_kind is distinct from is_now.target_kind
                or was.tolerance is distinct from is_now.tolerance
            ) as has_terms,
            was.record_key is not null and is_now.record_key is not null as is_there_twice,
            coalesce(is_now.note, gone.reason) as why,
            coalesce(is_now.submission_id, was.submission_id) as submission_id,
            coalesce(is_now.file_number, was.file_number) as file_number,
            coalesce(is_now.source_row, was.source_row) as source_row
        from targets_before as was
        full join targets_after as is_now using (record_key)
        left join query_table(between_them) as gone on was.submission_id = gone.submission_id and not gone.is_known
    ),

    steps as (
        select
            coalesce(is_now.indicator_id, was.indicator_id) as indicator_id,
            coalesce(is_now.partner_id, was.partner_id) as partner_id,
            coalesce(is_now.tier, was.tier) as tier,
            coalesce(is_now.milestone_date, was.milestone_date) as period_end,
            was.value as old_value,
            is_now.value as new_value,
            coalesce(is_now.note, gone.reason) as why,
            coalesce(is_now.submission_id, was.submission_id) as submission_id,
            coalesce(is_now.file_number, was.file_number) as file_number,
            coalesce(is_now.source_row, was.source_row) as source_row
        from steps_before as was
        full join steps_after as is_now using (record_key)
        left join query_table(between_them) as gone on was.submission_id = gone.submission_id and not gone.is_known
    )

    select
        'target' as change,
        * exclude (old_baseline, new_baseline, has_terms, is_there_twice)
    from compared
    where old_value is distinct from new_value and (partner::varchar is null or partner_id = partner)
    union all by name
    select
        'baseline' as change,
        * exclude (old_baseline, new_baseline, has_terms, is_there_twice)
        replace (old_baseline as old_value, new_baseline as new_value)
    from compared
    where old_baseline is distinct from new_baseline and (partner::varchar is null or partner_id = partner)
    union all by name
    select
        'terms' as change,
        * exclude (old_baseline, new_baseline, has_terms, is_there_twice)
    from compared
    where has_terms and is_there_twice and (partner::varchar is null or partner_id = partner)
    union all by name
    select
        'milestone' as change,
        *
    from steps
    where old_value is distinct from new_value and (partner::varchar is null or partner_id = partner);

-- Decisions on the reading that counts: taken since, or withdrawn.
create or replace macro changed_decisions(partnership, since_known_at, known_at, partner, between_them) as table
    with decided_before as (
        select * from current_rows_of('decisions', partnership, since_known_at)
    ),

    decided_after as (
        select * from current_rows_of('decisions', partnership, known_at)
    )

    select
        if(is_now.record_key is null, 'undecided', 'decided') as change,
        coalesce(is_now.indicator_id, was.indicator_id) as indicator_id,
        coalesce(is_now.partner_id, was.partner_id) as partner_id,
        coalesce(is_now.period_end, was.period_end) as period_end,
        -- The reading without a name has none.
        if(is_now.record_key is null, was.reading, is_now.reading) as reading,
        if(is_now.record_key is null, gone.reason, is_now.reason) as why,
        is_now.language as why_language,
        coalesce(is_now.submission_id, was.submission_id) as submission_id,
        coalesce(is_now.file_number, was.file_number) as file_number,
        coalesce(is_now.source_row, was.source_row) as source_row
    from decided_before as was
    full join decided_after as is_now using (record_key)
    left join query_table(between_them) as gone on was.submission_id = gone.submission_id and not gone.is_known
    where
        (was.record_key is null or is_now.record_key is null or was.reading is distinct from is_now.reading)
        and (partner::varchar is null or coalesce(is_now.partner_id, was.partner_id, partner) = partner);
