-- Question: On which pages do the known contradictions and doubts stand, by what they touch?
-- Parameters: macro arguments: known_at (timestamp)
-- Columns: doubt_places: data_note_id, table_name, partnership_id, record_id, page
create or replace macro doubt_places(known_at) as table
    with places (what, page) as (
        values
        ('results', 'closure'),
        ('results', 'indicator'),
        ('results', 'results'),
        ('targets', 'indicator'),
        ('targets', 'results'),
        ('indicators', 'closure'),
        ('indicators', 'indicator'),
        ('indicators', 'results'),
        ('context', 'neighbourhoods'),
        ('context', 'monitor_indicator'),
        ('area_values', 'monitor_indicator'),
        ('area_values', 'neighbourhoods'),
        ('areas', 'neighbourhoods'),
        ('areas', 'municipality'),
        ('activities', 'closure'),
        ('activities', 'partnership'),
        ('headings', 'partnership'),
        ('headings', 'results'),
        ('all_results', 'closure'),
        ('all_results', 'results'),
        ('partnerships', 'closure'),
        ('partnerships', 'partnership'),
        ('partnerships', 'partnerships'),
        ('partners', 'partnership'),
        ('organisations', 'partnership'),
        ('good_practices', 'closure'),
        ('milestones', 'closure'),
        ('milestones', 'partnership'),
        ('reporting_calendar', 'partnership'),
        ('agreements', 'partnership'),
        ('ratings', 'target_groups'),
        ('staffing', 'partnership'),
        ('staffing', 'finance'),
        ('budgets', 'finance'),
        ('claims', 'finance'),
        ('target_groups', 'target_groups'),
        ('beneficiary_shares', 'target_groups'),
        ('coverage', 'partnership'),
        ('coverage_statistics', 'partnership'),
        ('of_a_region', 'partnerships')
    ),

    regions as (
        select partnership_id
        from current_rows('coverage_statistics', known_at)
        where counted is not null and out_of is not null
        union
        select parent_id
        from current_rows('partnerships', known_at)
    ),

    links as (
        select
            links.data_note_id,
            links.table_name,
            links.partnership_id,
            links.record_id,
            case
                when
                    links.partnership_id in (select regions.partnership_id from regions)
                    and links.table_name in ('coverage_statistics', 'indicators', 'targets', 'results', 'areas')
                    then 'of_a_region'
                -- The results stand under the activities; what stands under these is in the plan only.
                when links.table_name = 'activities' and activities.kind = 'activity' then 'headings'
                when links.table_name = 'results' and links.record_id = links.partnership_id then 'all_results'
                when indicators.kind = 'context' and links.table_name in ('indicators', 'targets', 'results')
                    then 'context'
                else links.table_name
            end as what
        from current_rows('data_note_links', known_at) as links
        left join current_rows('indicators', known_at) as indicators on links.record_id = indicators.indicator_id
        left join current_rows('activities', known_at) as activities on links.record_id = activities.activity_id
    )

    select
        links.data_note_id,
        links.table_name,
        links.partnership_id,
        links.record_id,
        places.page
    from links
    left join places using (what);
