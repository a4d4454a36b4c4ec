package dev.isochrone.region.store;

import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.directory.RegionCommand;
import dev.isochrone.region.directory.RegionDirectoryState;
import dev.isochrone.region.directory.Reply;
import dev.isochrone.region.format.Codec;
import dev.isochrone.region.format.GlobalCommandCodec;
import dev.isochrone.region.format.GlobalStateCodec;
import dev.isochrone.region.format.RegionCommandCodec;
import dev.isochrone.region.format.RegionStateCodec;
import java.util.function.BiFunction;

/**
 * One of the two directories: how it begins, what a command does to it, and the bytes of both.
 *
 * @param kind stands in its checkpoint, so that one is not taken for the other; 1 to 255
 * @param empty before any command
 * @param apply a pure function
 */
public record Machine<C, S>(
    int kind, S empty, BiFunction<S, C, Reply<S>> apply, Codec<C> commands, Codec<S> states) {

  /** The directory that all regions share. */
  public static Machine<GlobalCommand, GlobalDirectoryState> global() {
    return new Machine<>(
        1,
        GlobalDirectoryState.EMPTY,
        GlobalDirectoryState::apply,
        new GlobalCommandCodec(),
        new GlobalStateCodec());
  }

  /** The directory of one region. */
  public static Machine<RegionCommand, RegionDirectoryState> region() {
    return new Machine<>(
        2,
        RegionDirectoryState.EMPTY,
        RegionDirectoryState::apply,
        new RegionCommandCodec(),
        new RegionStateCodec());
  }
}
