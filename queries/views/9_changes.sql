-- Question: What changed between two moments, each a day and what was known of it? See docs/changes.md.
-- Parameters: macro arguments: since_as_of, as_of (dates), since_known_at, known_at (timestamps), partnership (text),
--     partner, kind (texts; null for all), language (text), state (text); before, after, between_them, causes, changes
--     (texts: names of common table expressions of the question)
-- Columns: submissions_between: submission_id, is_known (at the later moment), reason (of the withdrawal);
--     changed_figures, changed_states, changed_reports, changed_promises, changed_decisions: change, because,
--     indicator_id, partner_id, period_end, area_id, reading, tier, old_value, old_high, new_value, new_high, old_missing,
--     new_missing, old_share, new_share, old_day, new_day, old_state, new_state, why, submission_id, file_number,
--     source_row, is_now_hidden, as far as they have one; changes_in_order: see queries/pages/meetings/changes.sql

-- What a change is: the most important first.
create or replace macro change_position(change) as
list_position(
    [
        'worse', 'newly_disputed', 'no_longer_disputed', 'report_missing', 'silent', 'partner_left', 'withdrawn',
        'left_out', 'corrected', 'split', 'decided', 'undecided', 'better', 'state', 'target', 'baseline', 'terms',
        'milestone', 'partner_joined', 'report_came', 'moved', 'late', 'new'
    ],
    change
);

-- How good a state is, from the worst; null for what is no judgement. To fall behind is to come to 3 or less.
create or replace macro state_rank(state) as
case state
    when 'missed' then 1
    when 'exceeded' then 1
    when 'far_behind' then 2
    when 'behind' then 3
    when 'on_track' then 4
    when 'within_limit' then 4
    when 'ahead' then 5
    when 'achieved' then 6
end;

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

-- The stored results of both moments, cell by cell. What is handed in again with the same value is no change. A figure is
-- what speaks of everyone: the whole, and the areas where no whole is given. Of the parts of a figure (groups, genders,
-- areas) only that they changed is told, never a number: so nothing that is hidden beside another can be worked out.
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
        select * from told where moment = 'before'
    ),

    is_now as (
        select * from told where moment = 'after'
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
            coalesce(is_now.submission_id, was.submission_id) as submission_id,
            coalesce(is_now.file_number, was.file_number) as file_number,
            coalesce(is_now.source_row, was.source_row) as source_row,
            not was_there
            or not is_there
            or was.amount is distinct from is_now.amount
            or was.numerator is distinct from is_now.numerator
            or was.denominator is distinct from is_now.denominator
            or was.missing is distinct from is_now.missing
            or was.statement is distinct from is_now.statement as differs,
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

-- What may have caused a change of state: rows with because, and an indicator_id, or none when it is about all of them.
-- The states of both moments are as the engine gave them. A state that did not change is told only when the value or its
-- share of the target moved.
create or replace macro changed_states(before, after, causes) as table
    with own_causes as (
        select
            indicator_id,
            arg_min(because, list_position(['figures', 'promises', 'decisions'], because)) as because,
            bool_or(is_now_hidden) as is_now_hidden
        from query_table(causes)
        where indicator_id is not null
        group by indicator_id
    ),

    for_all as (
        select
            coalesce(bool_or(because = 'definitions'), false) as definitions,
            coalesce(bool_or(because = 'partners'), false) as partners,
            coalesce(bool_or(because = 'reports'), false) as reports
        from query_table(causes)
        where indicator_id is null
    ),

    compared as (
        select
            indicator_id,
            is_now.tier,
            is_now.last_period_end as period_end,
            coalesce(was.state, 'no_target') as old_state,
            coalesce(is_now.state, 'no_target') as new_state,
            -- Silence hides what was: that is what the new state is held against.
            coalesce(was.state_then, old_state) as known_state,
            coalesce(was.done, was.actual_low) as old_value,
            coalesce(was.done, was.actual_high) as old_high,
            coalesce(is_now.done, is_now.actual_low) as new_value,
            coalesce(is_now.done, is_now.actual_high) as new_high,
            was.share_low as old_share,
            is_now.share_low as new_share,
            was.missing as old_missing,
            is_now.missing as new_missing,
            is_now.explanation,
            was.start_date is distinct from is_now.start_date as is_next_target,
            was.partners_left is distinct from is_now.partners_left as has_left,
            'partial' in (old_state, new_state) as is_partial
        from query_table(before) as was
        full join query_table(after) as is_now using (indicator_id)
        where coalesce(was.on_board, false) or coalesce(is_now.on_board, false)
    ),

    named as (
        select
            *,
            case
                when new_state = old_state
                    then
                        if(
                            old_value is distinct from new_value
                            or old_high is distinct from new_high
                            or round(old_share, 9) is distinct from round(new_share, 9),
                            'moved',
                            null
                        )
                when new_state = 'no_recent_report' then 'silent'
                when new_state = 'disputed' and known_state <> 'disputed' then 'newly_disputed'
                when known_state = 'disputed' and new_state <> 'disputed' then 'no_longer_disputed'
                when state_rank(new_state) <= 3 and coalesce(state_rank(new_state) < state_rank(known_state), true)
                    then 'worse'
                when state_rank(new_state) > state_rank(known_state) then 'better'
                else 'state'
            end as change
        from compared
    )

    select
        named.change,
        case
            when own_causes.because is not null then own_causes.because
            when for_all.definitions then 'definitions'
            when named.has_left or (named.is_partial and for_all.partners) then 'partners'
            when named.is_partial and for_all.reports then 'reports'
            when named.is_next_target then 'next_target'
            else 'time'
        end as because,
        named.indicator_id,
        named.period_end,
        named.tier,
        if(own_causes.is_now_hidden, null, named.old_value) as old_value,
        if(own_causes.is_now_hidden, null, named.old_high) as old_high,
        named.new_value,
        named.new_high,
        if(own_causes.is_now_hidden, null, named.old_share) as old_share,
        named.new_share,
        if(own_causes.is_now_hidden, 'hidden', named.old_missing) as old_missing,
        named.new_missing,
        named.old_state,
        named.new_state,
        if(own_causes.because = 'figures', named.explanation, null) as why
    from named
    cross join for_all
    left join own_causes using (indicator_id)
    where named.change is not null;

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
    with compared as (
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
            (was.start_date, was.due_date, was.target_kind, was.tolerance)
            is distinct from (is_now.start_date, is_now.due_date, is_now.target_kind, is_now.tolerance) as has_terms,
            was.record_key is not null and is_now.record_key is not null as is_there_twice,
            coalesce(is_now.note, gone.reason) as why,
            coalesce(is_now.submission_id, was.submission_id) as submission_id,
            coalesce(is_now.file_number, was.file_number) as file_number,
            coalesce(is_now.source_row, was.source_row) as source_row
        from (select * from current_rows_of('targets', partnership, since_known_at)) as was
        full join (select * from current_rows_of('targets', partnership, known_at)) as is_now using (record_key)
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
        from (select * from current_rows_of('target_milestones', partnership, since_known_at)) as was
        full join
            (select * from current_rows_of('target_milestones', partnership, known_at)) as is_now
            using (record_key)
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
    with taken as (
        select
            *,
            'before' as moment
        from known_decisions(since_known_at)
        union all by name
        select
            *,
            'after' as moment
        from known_decisions(known_at)
    )

    select
        if(min(taken.moment) = 'after', 'decided', 'undecided') as change,
        taken.indicator_id,
        taken.partner_id,
        taken.period_end,
        taken.reading,
        if(min(taken.moment) = 'after', taken.reason, any_value(gone.reason)) as why,
        taken.submission_id
    from taken
    left join query_table(between_them) as gone using (submission_id)
    where taken.partnership_id = partnership and (partner::varchar is null or coalesce(taken.partner_id, partner) = partner)
    group by
        taken.indicator_id, taken.partner_id, taken.period_end, taken.reading, taken.reason, taken.decided_at,
        taken.submission_id
    having count(*) = 1;

-- The changes with their names, the most important first. A figure is the more important the more of the target it moves.
create or replace macro changes_in_order(changes, after, partnership, known_at, kind, language) as table
    select
        given.change,
        given.because,
        given.indicator_id,
        coalesce(indicators.name, given.indicator_id) as name,
        activities.activity_id as group_id,
        coalesce(activities.short_name, activities.name) as group_name,
        given.partner_id,
        coalesce(partners.name, given.partner_id) as partner,
        coalesce(areas.name, given.area_id) as area,
        given.reading,
        given.tier,
        given.period_end,
        indicators.unit,
        indicators.measure,
        given.old_value,
        given.old_high,
        given.new_value,
        given.new_high,
        given.old_missing,
        given.new_missing,
        given.old_share,
        given.new_share,
        abs(given.new_value - given.old_value) / nullif(abs(held.target - coalesce(held.baseline, 0)), 0)
            as target_moved,
        given.old_day,
        given.new_day,
        given.old_state,
        given.new_state,
        given.why,
        given.submission_id,
        submissions.name as submission,
        given.file_number,
        given.source_row
    from query_table(changes) as given
    left join query_table(after) as held using (indicator_id)
    left join indicators_in(language, known_at) as indicators using (indicator_id)
    left join main_activities(known_at) as main_one on indicators.activity_id = main_one.activity_id
    left join activities_in(language, known_at) as activities on main_one.main_id = activities.activity_id
    left join organisations_in(language, known_at) as partners on given.partner_id = partners.organisation_id
    left join areas_in(language, known_at) as areas on given.area_id = areas.area_id
    left join submissions on given.submission_id = submissions.submission_id
    where
        given.indicator_id is null
        or indicators.kind = kind
        or (kind::varchar is null and indicators.kind is distinct from 'context')
    order by
        change_position(given.change),
        state_rank(given.new_state) nulls last,
        target_moved desc nulls last,
        case when activities.kind = 'activity' then activities.sequence end nulls last,
        activities.sequence nulls last,
        activities.activity_id nulls last,
        indicators.sequence nulls last,
        given.indicator_id,
        given.partner_id nulls first,
        given.period_end,
        given.reading nulls first,
        given.area_id nulls first,
        given.tier,
        given.submission_id,
        given.file_number,
        given.source_row;
