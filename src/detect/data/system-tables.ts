/** Turns a table's name into whether it is the database's own: its catalogue, which no service owns. */

/** Schemas: the standard's, PostgreSQL, SQL Server, MySQL; Cassandra, ClickHouse, Vertica. */
const SCHEMA =
  /^(information_schema|pg_catalog|sys|mysql|performance_schema|system|system_schema|v_catalog|v_monitor)\./i;
/** PostgreSQL, SQLite, Oracle, Redshift; what COPY reads and writes. */
const NAME = /^(pg_\w+|sqlite_\w+|svv_\w+|stv_\w+|dual|stdin|stdout)$/i;

export const isSystemTable = (name: string): boolean => SCHEMA.test(name) || NAME.test(name);
