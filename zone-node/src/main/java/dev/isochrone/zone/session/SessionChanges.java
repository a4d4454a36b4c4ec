package dev.isochrone.zone.session;

import java.util.List;

/**
 * What became of sessions between two looks at them; no session is in both lists.
 *
 * @param changed as they are now
 * @param ended their ids; some may have begun and ended between the looks
 */
public record SessionChanges(List<SessionRecord> changed, List<Long> ended) {
  public static final SessionChanges NONE = new SessionChanges(List.of(), List.of());

  public SessionChanges {
    changed = List.copyOf(changed);
    ended = List.copyOf(ended);
  }
}
