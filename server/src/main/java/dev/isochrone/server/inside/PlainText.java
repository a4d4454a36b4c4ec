package dev.isochrone.server.inside;

import com.google.protobuf.TextFormat;
import dev.isochrone.api.v1.Directory;
import dev.isochrone.wire.cluster.DirectoryWire;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.StatusWire;

/** What a server knows, as text to be read by people: without secrets, without moved homes. */
public final class PlainText {
  private PlainText() {}

  /** The directory without its secret, and without the homes that were moved: their number. */
  public static String of(dev.isochrone.placement.Directory directory) {
    Directory whole = DirectoryWire.toProto(directory);
    return "# "
        + whole.getMovedHomeCount()
        + " moved homes are left out\n"
        + TextFormat.printer()
            .printToString(whole.toBuilder().clearTokenSecret().clearMovedHome().build());
  }

  /** A node as it sees itself. */
  public static String of(NodeStatus status) {
    return TextFormat.printer().printToString(StatusWire.toProto(status));
  }
}
