package dev.isochrone.wire;

import com.google.protobuf.ByteString;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;

/**
 * Versions on the wire. To callers they are opaque bytes, to be given back as they are: {@code u8
 * format = 1 | u32 home epoch | stamp}.
 */
public final class VersionWire {
  private static final int FORMAT = 1;

  private VersionWire() {}

  public static ByteString toProto(Version version) {
    ByteWriter out = new ByteWriter(17).u8(FORMAT).u32(version.homeEpoch()).stamp(version.stamp());
    return out.lend(ByteString::copyFrom);
  }

  public static Outcome<Version> fromProto(ByteString version) {
    return FieldPath.total(() -> read(version, FieldPath.of("version")));
  }

  public static Version read(ByteString version, FieldPath path) throws RefusedException {
    try {
      ByteReader in = new ByteReader(Bytes.wrap(version.toByteArray()));
      in.format(FORMAT, "version");
      Version read = new Version(in.number("home epoch"), in.stamp());
      in.end("version");
      return read;
    } catch (FormatException unfit) {
      throw path.refused(unfit);
    }
  }
}
