-- Question: What changed in a partnership between two moments, the most important first? See docs/changes.md.
-- Parameters: $partnership (text), $since_as_of (date), $since_known_at (timestamp), $as_of (date), $known_at
--     (timestamp), $partner (text or null), $kind (text or null), $language (text)
-- Columns: change, because, indicator_id, name, group_id, group_name, partner_id, partner, area, target_group,
--     reading, tier, period_end, unit, measure, old_value, old_high, new_value, new_high, old_missing, new_missing,
--     old_share, new_share, target_moved (share of the target), old_day, new_day, old_state, new_state, why,
--     why_language, submission_id, submission, file_number, source_row
with between_them as materialized (
    select * from submissions_between($since_known_at, $known_at)
),

attained_before as (
    select * from attainment($partnership, [$since_as_of], $since_known_at, $partner)
),

attained_after as (
    select * from attainment($partnership, [$as_of], $known_at, $partner)
),

before as materialized (
    select * from headlines('attained_before', $partnership, $since_known_at, $partner, $kind)
),

after as materialized (
    select * from headlines('attained_after', $partnership, $known_at, $partner, $kind)
),

-- Only reports that were handed in or withdrawn between them, or speak of a later day, can have changed.
touched as materialized (
    select distinct
        coalesce(partner_id, '') as partner_key,
        period_end
    from results
    semi join between_them using (submission_id)
    where partnership_id = $partnership
),

cells_before as materialized (
    select * from shown_results($partnership, $since_known_at)
    where
        period_end <= $since_as_of
        and (coalesce(partner_id, ''), period_end) in (select (partner_key, period_end) from touched)
        and ($partner is null or partner_id = $partner)
),

cells_after as materialized (
    select * from shown_results($partnership, $known_at)
    where
        period_end <= $as_of
        and (
            period_end > $since_as_of
            or (coalesce(partner_id, ''), period_end) in (select (partner_key, period_end) from touched)
        )
        and ($partner is null or partner_id = $partner)
),

figures as materialized (
    select * from changed_figures('cells_before', 'cells_after', 'between_them', $since_as_of, $known_at)
),

awaited_before as (
    select * from who_reported($partnership, $since_as_of, $since_known_at)
    where $partner is null or partner_id = $partner
),

awaited_after as (
    select * from who_reported($partnership, $as_of, $known_at)
    where $partner is null or partner_id = $partner
),

reports as materialized (
    select * from changed_reports('awaited_before', 'awaited_after', $since_as_of, $as_of)
),

promises as materialized (
    select * from changed_promises($partnership, $since_known_at, $known_at, $partner, 'between_them')
),

decided as materialized (
    select * from changed_decisions($partnership, $since_known_at, $known_at, $partner, 'between_them')
),

causes as materialized (
    select
        indicator_id,
        case when indicator_id is null then 'reports' when change <> 'split' then 'figures' end as because,
        coalesce(is_now_hidden, false) as is_now_hidden
    from figures
    union all by name
    select
        indicator_id,
        'promises' as because
    from promises
    where area_id is null and target_group_id is null
    union all by name
    select
        indicator_id,
        'decisions' as because
    from decided
    union all by name
    select if(change = 'report_missing', 'reports', 'partners') as because
    from reports
    union all by name
    select 'definitions' as because
    from tables_between($since_known_at, $known_at)
    where table_name in ('partnerships', 'partners', 'indicators', 'areas', 'target_groups')
),

all_changes as materialized (
    select * from changed_states('before', 'after', 'causes')
    union all by name
    select * from figures
    union all by name
    select * from reports
    union all by name
    select * from promises
    union all by name
    select * from decided
)

select * from changes_in_order('all_changes', 'after', $partnership, $known_at, $kind, $language)
