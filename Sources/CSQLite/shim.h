#ifndef SACCADE_CSQLITE_SHIM_H
#define SACCADE_CSQLITE_SHIM_H

#include <sqlite3.h>

// sqlite3_db_config takes any number of arguments. Makes a database's own schema powerless: no functions with side effects in it,
// no writing to its internal tables.
static inline int saccade_sqlite_distrust(sqlite3 *database) {
  int status = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  if (status == SQLITE_OK) status = sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
  if (status == SQLITE_OK) status = sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
  if (status == SQLITE_OK) status = sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)0);
  return status;
}

#endif
