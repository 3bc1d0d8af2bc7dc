-- Question: Does what was known of a day at an earlier moment still stand? Then that day need not be judged twice.
-- Parameters: $partnership (text), $since_as_of (date), $since_known_at (timestamp), $known_at (timestamp)
-- Columns: is_untouched
with between_them as (
    select * from submissions_between($since_known_at, $known_at)
)

select
    not exists (
        select 1
        from tables_between($since_known_at, $known_at)
        where
            table_name in (
                'partnerships', 'partners', 'indicators', 'areas', 'target_groups', 'targets', 'target_milestones',
                'decisions'
            )
    )
    and not exists (
        select 1
        from results
        semi join between_them using (submission_id)
        where partnership_id = $partnership and period_end <= $since_as_of
    ) as is_untouched
