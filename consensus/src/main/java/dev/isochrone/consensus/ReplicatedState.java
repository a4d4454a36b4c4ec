package dev.isochrone.consensus;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a group's log drives.
 *
 * <p>Threads: {@link #apply}, {@link #install} and {@link #leadership} never run at the same time,
 * nor twice at once; {@link #onAppend} calls come one at a time, in log order, and may run beside
 * them. {@link #durableUpTo} and {@link #checkpointedUpTo} may be called from any thread.
 */
public interface ReplicatedState<P extends Proposal> {
  /**
   * On the leader, before the entry is written anywhere, in strict log order: the last chance to
   * write into its bytes. Must not throw and must not wait: a throw makes the leader step down.
   * From here on the fate of the proposal is unknown until it is applied.
   */
  void onAppend(P proposal);

  /**
   * Every member, in log order, each entry of a proposal once; entries at or below {@link
   * #durableUpTo()} at the time of the start are left out. The effect must be a function of the
   * state, the position and the bytes. A throw stops this member for good: it never goes on past an
   * entry that it could not apply.
   *
   * @param entry read-only, not to be kept after the call
   * @param proposal on the member that proposed the entry: that very object; else null
   */
  void apply(LogPosition position, ByteBuffer entry, @Nullable P proposal);

  /**
   * Leadership of this member changed. {@code leads} is true only once the first entry of the term
   * is applied here, hence everything that earlier terms committed; from then on, and not before,
   * may this member propose and answer.
   *
   * @param term the term it speaks of; never falls
   */
  void leadership(long term, boolean leads);

  /**
   * All effects up to here are kept, and nothing after it is. Asked when this member starts: the
   * log is replayed after it.
   */
  LogPosition durableUpTo();

  /**
   * Up to here the state is kept in a second, verified copy, so that it comes back even if what
   * {@link #durableUpTo} spoke of is lost with the power: the log may be purged up to it, and no
   * further. Never falls, but for an install; {@link LogPosition#START} as long as there is no such
   * copy. Does not wait.
   */
  LogPosition checkpointedUpTo();

  /**
   * The whole state as it was at some position not above the last applied one: what {@link
   * #install} on another member takes. The caller closes the source.
   */
  StateSource export() throws IOException;

  /**
   * Replaces the whole state by the source's: what the source does not have is gone. On return
   * {@link #durableUpTo} and {@link #checkpointedUpTo} are the source's position. A throw leaves
   * this member without the state and stops it; it never acknowledges the position.
   */
  void install(StateSource source) throws IOException;
}
