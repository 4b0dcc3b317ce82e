package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that kadmin of krb5 1.13 and 1.20 printed for each of these faults of its database. */
class KadminAdviceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "add_principal: Insufficient access to lock database while creating \"x\". | write the database",
        "set_string: Cannot open DB2 database '/p': Permission denied while setting | write the database",
        "set_string: Cannot open DB2 database '/p': Read-only file system while | write the database",
        "kadmin.local: Cannot open DB2 database '/p': No such file or directory while | put the file back",
        "Can not fetch master key (error: No such file or directory). while | put the file back",
        "no answer in time | lock",
        "no answer in time | kadmind and the realm's KDC",
        "it is not logged in yet; the login goes on | kadmind and the realm's KDC",
        "get_principals: Database record is incomplete or corrupted while | backup",
        "add_principal: No space left on device while creating | make room",
        "kadmin.local: End of key table reached while adding key to keytab | make room",
        "kadmin: Cannot contact any KDC for requested realm while initializing | running",
        "get_principal: Communication failure with server while retrieving | running",
        "get_principal: Operation requires ``get'' privilege while retrieving | kadm5.acl",
        "set_string: LMDB write failure (path: /p.mdb): MDB_MAP_FULL: Environment mapsize limit reached | raise mapsize",
        "get_principal: LMDB read failure (path: /p.mdb): MDB_MAP_RESIZED: Database contents grew | restart the KDC",
        "kadmin.local: LMDB open failure (path: /p.mdb): MDB_READERS_FULL: Environment maxreaders | mdb_stat",
        "set_string: LMDB write failure (path: /p.mdb): No space left on device while setting | make room",
        "kadmin.local: LMDB file /p.mdb does not exist while initializing | put the file back",
        "add_principal: Invalid argument while parsing keysalts aes256-x:normal | encryption_types",
      })
  void saysWhatToDo(String said, String advice) {
    String words = KadminAdvice.on(said).orElseThrow();
    assertTrue(words.contains(advice), words);
  }

  @Test
  void isSilentWhereItDoesNotKnow() {
    assertEquals(Optional.empty(), KadminAdvice.on("get_principal: the weather is bad"));
  }
}
