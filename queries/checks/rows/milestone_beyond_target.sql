-- Question: Which milestones go beyond the target they lead to, or back?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: The milestone goes beyond the target it leads to, or back from the one before.
-- Mend: Check the milestones and the target; nothing is expected beyond the target.
with milestones as (
    select
        stones.*,
        lag(stones.value) over (
            partition by stones.partnership_id, stones.indicator_id, stones.partner_id, stones.tier
            order by stones.milestone_date
        ) as value_before
    from current_rows('target_milestones', $known_at) as stones
)

select distinct
    'target_milestones' as table_name,
    milestones.file_number,
    milestones.source_row,
    'value' as field,
    milestones.value
from milestones
inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
left join current_rows('targets', $known_at) as targets
    on
        milestones.partnership_id = targets.partnership_id
        and milestones.indicator_id = targets.indicator_id
        and milestones.partner_id is not distinct from targets.partner_id
        and milestones.tier = targets.tier
        and targets.area_id is null
        and targets.target_group_id is null
where
    milestones.submission_id = $submission_id
    and (
        (
            indicators.direction = 'up'
            and (milestones.value > targets.value or milestones.value < milestones.value_before)
        )
        or (
            indicators.direction = 'down'
            and (milestones.value < targets.value or milestones.value > milestones.value_before)
        )
    )
