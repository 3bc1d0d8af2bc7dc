-- Question: What changed between two moments, and in which order of importance? See docs/changes.md.
-- Parameters: macro arguments: change, state (texts), partnership (text), known_at (timestamp), kind (text, null for
--     all), language (text); before, after, causes, changes (texts: names of common table expressions of the question,
--     with the rows of headlines at both moments, what may have caused a change of state, and all changes)
-- Columns: changed_states: change, because, indicator_id, period_end, tier, old_value, old_high, new_value, new_high,
--     old_share, new_share, old_missing, new_missing, old_state, new_state, why, why_language; changes_in_order: those
--     of queries/pages/meetings/changes.sql

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

-- What may have caused a change of state: rows with because, and an indicator_id, or none when it is about all of them.
-- The states of both moments are as the engine gave them. A state that did not change is told only when the value or
-- its share of the target moved.
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
            is_now.explanation_language,
            coalesce(was.start_date <> is_now.start_date, false) as is_next_target,
            coalesce(was.partners_left <> is_now.partners_left, false) as has_left,
            old_state = 'partial' or new_state = 'partial' as is_partial
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
        if(own_causes.because = 'figures', named.explanation, null) as why,
        named.explanation_language as why_language
    from named
    cross join for_all
    left join own_causes using (indicator_id)
    where named.change is not null;

-- The changes with their names, the most important first: a figure the more, the more of the target it moves.
create or replace macro changes_in_order(changes, after, partnership, known_at, kind, language) as table
    with group_names as (
        select
            target_group_id,
            first(name order by partnership_id = partnership desc, name) as name
        from target_groups_in(language, known_at)
        group by target_group_id
    )

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
        coalesce(group_names.name, given.target_group_id) as target_group,
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
        given.why_language,
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
    left join group_names on given.target_group_id = group_names.target_group_id
    left join submissions on given.submission_id = submissions.submission_id
    where
        given.indicator_id is null
        or indicators.kind = kind
        or (kind::varchar is null and indicators.kind is distinct from 'context')
    order by
        change_position(given.change),
        state_rank(given.new_state) nulls last,
        state_rank(given.old_state) nulls last,
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
        given.target_group_id nulls first,
        given.tier,
        given.submission_id,
        given.file_number,
        given.source_row;
