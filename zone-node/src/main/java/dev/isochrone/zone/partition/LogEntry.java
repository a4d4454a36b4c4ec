package dev.isochrone.zone.partition;

import dev.isochrone.hlc.HlcTimestamp;
import java.util.List;

/**
 * One entry of a partition's log. It carries its own time: applying it again in ten years gives
 * what it gave today.
 *
 * @param at the timestamp of its first write; grows in log order
 * @param closed no own version at or below it follows in the log
 * @param commands take effect in their order; none: a CLOSE, which moves time alone
 */
public record LogEntry(HlcTimestamp at, HlcTimestamp closed, List<Command> commands) {
  public LogEntry {
    commands = List.copyOf(commands);
  }

  /** How many instants an entry with these commands takes, from {@code at} on. */
  public static int ticks(List<Command> commands) {
    int writes = 0;
    for (Command command : commands) {
      writes += command instanceof Command.Write ? 1 : 0;
    }
    return Math.max(1, writes);
  }

  /** The entry's last instant. */
  public HlcTimestamp end() {
    return at.plus(ticks(commands) - 1);
  }

  /**
   * Whether peers are told of this entry's closed timestamp. Entries that only carry what peers
   * said are not announced back to them.
   */
  public boolean announces() {
    return commands.isEmpty() || commands.stream().anyMatch(Command.Write.class::isInstance);
  }
}
