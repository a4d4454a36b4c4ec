package dev.isochrone.zone.session;

import dev.isochrone.hlc.HlcTimestamp;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A session as it is kept: docs/formats.md, section 11.
 *
 * @param id never 0
 * @param opened its time, as a server gave it
 * @param lastUse the time of the last entry that used it
 * @param floor answers below this sequence are forgotten; at least 1
 * @param answers by sequence, none below the floor
 */
public record SessionRecord(
    long id,
    HlcTimestamp opened,
    HlcTimestamp lastUse,
    long floor,
    SortedMap<Long, Answer> answers) {
  public SessionRecord {
    answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
    if (id == 0 || floor < 1 || (!answers.isEmpty() && answers.firstKey() < floor)) {
      throw new IllegalArgumentException(
          "a session with floor " + floor + " and " + answers.size() + " answers");
    }
  }
}
