-- Question: What changed in a partnership between two days, as known at one moment? It answers changes for half of the
--     work, when nothing became known of the earlier day since. See docs/changes.md.
-- Parameters: $partnership (text), $since_as_of (date), $as_of (date), $known_at (timestamp), $partner (text or
--     null), $kind (text or null), $language (text)
-- Columns: change, because, indicator_id, name, group_id, group_name, partner_id, partner, area, target_group,
--     reading, tier, period_end, unit, measure, old_value, old_high, new_value, new_high, old_missing, new_missing,
--     old_share, new_share, target_moved (share of the target), old_day, new_day, old_state, new_state, why,
--     why_language, submission_id, submission, file_number, source_row
with attained as materialized (
    select * from attainment($partnership, [$since_as_of, $as_of], $known_at, $partner)
),

of_both as materialized (
    select * from headlines('attained', $partnership, $known_at, $partner, $kind)
),

before as (
    select * from of_both
    where as_of = $since_as_of
),

after as (
    select * from of_both
    where as_of = $as_of
),

between_them as (
    select * from submissions_between($known_at, $known_at)
),

cells_after as materialized (
    select * from shown_results($partnership, $known_at)
    where period_end > $since_as_of and period_end <= $as_of and ($partner is null or partner_id = $partner)
),

cells_before as (
    select * from cells_after
    where period_end <= $since_as_of
),

figures as materialized (
    select * from changed_figures('cells_before', 'cells_after', 'between_them', $since_as_of, $known_at)
),

awaited_before as (
    select * from who_reported($partnership, $since_as_of, $known_at)
    where $partner is null or partner_id = $partner
),

awaited_after as (
    select * from who_reported($partnership, $as_of, $known_at)
    where $partner is null or partner_id = $partner
),

reports as materialized (
    select * from changed_reports('awaited_before', 'awaited_after', $since_as_of, $as_of)
),

causes as materialized (
    select
        indicator_id,
        case when indicator_id is null then 'reports' when change <> 'split' then 'figures' end as because,
        coalesce(is_now_hidden, false) as is_now_hidden
    from figures
    union all by name
    select if(change = 'report_missing', 'reports', 'partners') as because
    from reports
),

all_changes as materialized (
    select
        *,
        null::date as new_day,
        null::varchar as target_group_id
    from changed_states('before', 'after', 'causes')
    union all by name
    select * from figures
    union all by name
    select * from reports
)

select * from changes_in_order('all_changes', 'after', $partnership, $known_at, $kind, $language)
