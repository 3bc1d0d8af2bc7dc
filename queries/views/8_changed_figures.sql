-- Question: Which figures changed between two moments, each a day and what was known of it? See docs/changes.md.
-- Parameters: macro arguments: since_as_of (date), since_known_at, known_at (timestamps); before, after, between_them
--     (texts: names of common table expressions of the question, with the rows of shown_results at both moments and of
--     submissions_between)
-- Columns: submissions_between: submission_id, is_known (at the later moment), reason (of the withdrawal);
--     tables_between: table_name;
--     changed_figures: change, indicator_id, partner_id, period_end, area_id, reading, old_value, old_high, new_value,
--     new_high, old_missing, new_missing, why, why_language, submission_id, file_number, source_row, is_now_hidden

-- What was known at one of two moments only.
create or replace macro submissions_between(since_known_at, known_at) as table
    with withdrawn as (
        select
            submission_id,
            arg_min(reason, (withdrawn_at, reason)) as reason
        from withdrawals
        where withdrawn_at <= known_at
        group by submission_id
    ),

    earlier as (
        select submission_id from known_submissions(since_known_at)
    ),

    later as (
        select submission_id from known_submissions(known_at)
    )

    select
        submission_id,
        later.submission_id is not null as is_known,
        withdrawn.reason
    from earlier
    full join later using (submission_id)
    left join withdrawn using (submission_id)
    where earlier.submission_id is null or later.submission_id is null;

-- The tables that those were about.
create or replace macro tables_between(since_known_at, known_at) as table
    select distinct files.table_name
    from submission_files as files
    semi join submissions_between(since_known_at, known_at) as between_them using (submission_id);

-- The stored results of both moments, cell by cell. What is handed in again with the same value is no change. A figure
-- is what speaks of everyone: the whole, and the areas where no whole is given at either moment. Of the parts of a
-- figure (groups, genders, areas) only that they changed is told, never a number: so nothing hidden can be worked out.
create or replace macro changed_figures(before, after, between_them, since_as_of, known_at) as table
    with cells as (
        select
            *,
            'before' as moment
        from query_table(before)
        union all by name
        select
            *,
            'after' as moment
        from query_table(after)
    ),

    told as (
        select
            cells.*,
            case
                when
                    indicators.measure = 'ratio'
                    and cells.numerator is not null
                    and cells.denominator is not null
                    then coalesce(indicators.multiplier, 1) * cells.numerator / nullif(cells.denominator, 0)
                else cells.value
            end as amount,
            -- A row without a value and without a reason tells by its text, or nothing at all.
            case when amount is null and cells.numerator is null and cells.missing is null then cells.explanation end
                as statement,
            bool_or(cells.area_id is null and cells.target_group_id is null and cells.gender is null) over (
                partition by cells.record_key, cells.indicator_id
            ) as whole_given
        from cells
        left join current_rows('indicators', known_at) as indicators using (indicator_id)
        where
            cells.value is not null
            or cells.numerator is not null
            or cells.missing is not null
            or cells.explanation is not null
    ),

    was as (
        select * from told
        where moment = 'before'
    ),

    is_now as (
        select * from told
        where moment = 'after'
    ),

    compared as (
        select
            coalesce(is_now.record_key, was.record_key) as record_key,
            coalesce(is_now.indicator_id, was.indicator_id) as indicator_id,
            coalesce(is_now.partner_id, was.partner_id) as partner_id,
            coalesce(is_now.period_end, was.period_end) as period_end,
            coalesce(is_now.area_id, was.area_id) as area_id,
            coalesce(is_now.reading, was.reading) as reading,
            coalesce(is_now.period_precision, was.period_precision) as period_precision,
            was.record_key is not null as was_there,
            is_now.record_key is not null as is_there,
            coalesce(is_now.target_group_id, was.target_group_id) is not null
            or coalesce(is_now.gender, was.gender) is not null
            or (coalesce(is_now.area_id, was.area_id) is not null and coalesce(is_now.whole_given, was.whole_given))
                as is_part,
            was.amount as old_value,
            is_now.amount as new_value,
            was.missing as old_missing,
            is_now.missing as new_missing,
            was.submission_id as old_submission,
            coalesce(is_now.explanation, is_now.note) as said,
            is_now.language as said_language,
            coalesce(is_now.submission_id, was.submission_id) as submission_id,
            coalesce(is_now.file_number, was.file_number) as file_number,
            coalesce(is_now.source_row, was.source_row) as source_row,
            (
                not was_there
                or not is_there
                or was.amount is distinct from is_now.amount
                or was.numerator is distinct from is_now.numerator
                or was.denominator is distinct from is_now.denominator
                or was.missing is distinct from is_now.missing
                or was.statement is distinct from is_now.statement
            ) as differs,
            coalesce(is_now.missing = 'hidden' and was.missing is distinct from 'hidden' and was_there, false)
                as became_hidden
        from was
        full join is_now
            on
                was.record_key = is_now.record_key
                and was.indicator_id = is_now.indicator_id
                and was.area_id is not distinct from is_now.area_id
                and was.target_group_id is not distinct from is_now.target_group_id
                and was.gender is not distinct from is_now.gender
    ),

    of_figures as (
        select
            *,
            bool_or(became_hidden) over of_figure as is_now_hidden,
            bool_or(was_there) over of_figure and bool_or(is_there) over of_figure as is_there_twice,
            bool_or(differs and not is_part) over of_figure as figure_differs,
            bool_or(was_there) over of_report as was_reported
        from compared
        window
            of_figure as (partition by record_key, indicator_id),
            of_report as (partition by partner_id, period_end)
    ),

    figures as (
        select
            of_figures.*,
            gone.reason,
            case
                when not was_there then if(period_end > since_as_of, 'new', 'late')
                when gone.submission_id is not null and of_figures.submission_id <= old_submission then 'withdrawn'
                when not is_there then 'left_out'
                else 'corrected'
            end as change
        from of_figures
        left join query_table(between_them) as gone on old_submission = gone.submission_id and not gone.is_known
        where differs and not is_part
    )

    select
        change,
        indicator_id,
        partner_id,
        period_end,
        area_id,
        reading,
        -- What is hidden now was not to be told before either, also not by what is left over.
        if(is_now_hidden, null, old_value) as old_value,
        if(is_now_hidden, null, old_value) as old_high,
        new_value,
        new_value as new_high,
        if(is_now_hidden and was_there, 'hidden', old_missing) as old_missing,
        new_missing,
        coalesce(if(change = 'withdrawn', reason, said), reason) as why,
        if(change = 'withdrawn' or said is null, null, said_language) as why_language,
        submission_id,
        file_number,
        source_row,
        is_now_hidden
    from figures
    union all by name
    select
        'split' as change,
        indicator_id,
        partner_id,
        period_end,
        reading,
        max(submission_id) as submission_id,
        bool_or(is_now_hidden) as is_now_hidden
    from of_figures
    where differs and is_part and is_there_twice and not figure_differs
    group by record_key, indicator_id, partner_id, period_end, reading
    union all by name
    select
        'report_came' as change,
        partner_id,
        period_end,
        min(submission_id) as submission_id
    from of_figures
    where
        partner_id is not null
        and is_there
        and not was_reported
        -- The date of a document is no period that is reported on.
        and period_precision is distinct from 'document_date'
    group by partner_id, period_end;
