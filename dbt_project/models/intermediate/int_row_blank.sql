{{ config(materialized='ephemeral') }}
{#
  Blanks among the figures that an indicator needs, in the tables that have no row a hamlet: visits, answers, fields of service,
  offices, schools, the registry. One line for each source, period, hamlet and figure that was looked at.
#}
with

verdicts as (
    select * from {{ ref('int_row_verdict') }}
    where
        is_current and row_status = 'accepted' and source not in {{ by_hamlet_sources() }}
        and {{ touched('finding_period') }}
),

fields as (
    select * from {{ ref('seed_figure') }} where needed
),

cells as (
    select * from {{ ref('int_cell') }} where amount is null
),

blanks as (
    select
        verdicts.commune_code,
        verdicts.source,
        verdicts.finding_period,
        verdicts.finding_hamlet,
        cells.figure,
        count(*) as cells_blank,
        min(verdicts.file_sha256) as file_sha256,
        min(verdicts.sheet) as sheet,
        min(verdicts.row_number) as row_number,
        {{ first_by('verdicts.row_id', 'verdicts.row_number', 'verdicts.row_id') }} as row_id
    from cells
    inner join verdicts on cells.commune_code = verdicts.commune_code and cells.row_id = verdicts.row_id
    group by
        verdicts.commune_code, verdicts.source, verdicts.finding_period, verdicts.finding_hamlet, cells.figure
),

looked as (
    select distinct
        commune_code,
        source,
        finding_period,
        finding_hamlet
    from verdicts
)

select
    looked.commune_code,
    looked.source,
    looked.finding_period,
    looked.finding_hamlet,
    fields.figure,
    coalesce(blanks.cells_blank, 0) as cells_blank,
    blanks.file_sha256,
    blanks.sheet,
    blanks.row_number,
    blanks.row_id
from looked
inner join fields on looked.source = fields.source
left join blanks
    on
        looked.commune_code = blanks.commune_code
        and looked.source = blanks.source
        and looked.finding_period = blanks.finding_period
        and looked.finding_hamlet = blanks.finding_hamlet
        and fields.figure = blanks.figure
