-- Question: What lies inside itself: whose chain of parents (or successors) comes back, or has more than 20 links?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: Going from here to what {field} names, and on from there, comes back here or takes more than 20 steps.
-- Mend: Correct {field} here or further on: the last of the chain has none.
with recursive links as (
    select
        'partnerships' as table_name,
        'parent_id' as field,
        partnership_id as id,
        parent_id as next_id,
        submission_id,
        file_number,
        source_row
    from current_rows('partnerships', $known_at)
    where parent_id is not null
    union all
    select
        'areas' as table_name,
        'parent_id' as field,
        area_id as id,
        parent_id as next_id,
        submission_id,
        file_number,
        source_row
    from current_rows('areas', $known_at)
    where parent_id is not null
    union all
    select
        'areas' as table_name,
        'successor_id' as field,
        area_id as id,
        successor_id as next_id,
        submission_id,
        file_number,
        source_row
    from current_rows('areas', $known_at)
    where successor_id is not null
    union all
    select
        'activities' as table_name,
        'parent_id' as field,
        activity_id as id,
        parent_id as next_id,
        submission_id,
        file_number,
        source_row
    from current_rows('activities', $known_at)
    where parent_id is not null
),

-- An id that is handed in twice is refused elsewhere; here it must not multiply the ways up.
ways as (
    select
        table_name,
        field,
        id,
        min(next_id) as next_id
    from links
    group by table_name, field, id
),

-- A new circle always goes through a row that is handed in, so only from there is climbed.
climb as (
    select
        table_name,
        field,
        id,
        file_number,
        source_row,
        next_id,
        1 as steps
    from links
    where submission_id = $submission_id
    union all
    select
        climb.table_name,
        climb.field,
        climb.id,
        climb.file_number,
        climb.source_row,
        ways.next_id,
        climb.steps + 1 as steps
    from climb
    inner join ways
        on climb.table_name = ways.table_name and climb.field = ways.field and climb.next_id = ways.id
    where climb.next_id <> climb.id and climb.steps <= 20
),

circles as (
    select distinct
        table_name,
        field,
        id,
        file_number,
        source_row
    from climb
    where next_id = id
)

select
    table_name,
    file_number,
    source_row,
    field,
    id as value
from circles
union all
-- What hangs under a circle is not wrong itself.
select
    too_deep.table_name,
    too_deep.file_number,
    too_deep.source_row,
    too_deep.field,
    too_deep.id as value
from climb as too_deep
where
    too_deep.steps = 21
    and too_deep.next_id <> too_deep.id
    and not exists (
        select 1
        from circles
        where
            circles.table_name = too_deep.table_name
            and circles.field = too_deep.field
            and circles.id = too_deep.next_id
    )
