package dev.isochrone.model.request;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.RecordCodec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a session has written and read, whatever row it was: per origin, the time of its newest
 * version. A replica that has all of an origin's changes up to that time has whatever the session
 * has seen of it. Session guarantees by such tokens: Terry et al., "Session Guarantees for Weakly
 * Consistent Replicated Data" (1994). Bytes: docs/formats.md, section 20.
 *
 * @param cluster to which it belongs; in another one it means nothing
 * @param seen per origin
 */
public record SessionToken(ClusterId cluster, CausalContext seen) {
  /** The longest token: far more origins than there can be. */
  public static final int BYTES_MAX = 1 << 14;

  private static final int FORMAT = 1;
  private static final int CRC_BYTES = 4;
  private static final int CLUSTER_BYTES = 16;

  /** Of a session that has seen nothing. */
  public static SessionToken nothingOf(ClusterId cluster) {
    return new SessionToken(cluster, CausalContext.EMPTY);
  }

  /** The same after this version was read or written. */
  public SessionToken with(Version version) {
    return new SessionToken(cluster, seen.with(version.stamp()));
  }

  /**
   * What both have seen.
   *
   * @throws IllegalArgumentException the other is of another cluster
   */
  public SessionToken join(SessionToken that) {
    if (!cluster.equals(that.cluster)) {
      throw new IllegalArgumentException("tokens of two clusters");
    }
    return new SessionToken(cluster, seen.join(that.seen));
  }

  /** For requests. */
  public Bytes bytes() {
    ByteWriter out = new ByteWriter(64);
    out.u8(FORMAT).raw(Bytes.wrap(HexFormat.of().parseHex(cluster.hex())));
    RecordCodec.context(out, seen);
    CRC32C crc = new CRC32C();
    out.sum(crc, 0, out.size());
    return out.u32((int) crc.getValue()).toBytes();
  }

  /** What such bytes mean. */
  public static SessionToken read(Bytes bytes) throws FormatException {
    if (bytes.length() > BYTES_MAX) {
      throw FormatException.malformed("session token of " + bytes.length() + " bytes");
    }
    ByteReader in = new ByteReader(bytes);
    in.format(FORMAT, "session token");
    int end = bytes.length() - CRC_BYTES;
    CRC32C crc = new CRC32C();
    crc.update(bytes.shared(), 0, Math.max(0, end));
    if (end < 1 || new ByteReader(bytes.shared(), end, CRC_BYTES).u32() != (int) crc.getValue()) {
      throw new FormatException(Problem.CHECKSUM, "session token");
    }
    ClusterId cluster = new ClusterId(in.raw(CLUSTER_BYTES).toHex());
    CausalContext seen = RecordCodec.context(in);
    int unused = in.u32(); // The checksum.
    in.end("session token");
    return new SessionToken(cluster, seen);
  }

  /** For people, who may keep it: base64 for URLs, without padding. */
  public String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes().shared());
  }

  /** What such a text means; {@code INVALID_REQUEST} if it is none, or a part of one. */
  public static Outcome<SessionToken> parse(String text) {
    try {
      return Outcome.done(read(Bytes.wrap(Base64.getUrlDecoder().decode(text))));
    } catch (IllegalArgumentException | FormatException malformed) {
      return Outcome.refused(
          Refusal.of(
              RefusalCode.INVALID_REQUEST,
              "not a session's token: give it whole, as it was printed, or begin another session"));
    }
  }

  /** Why it means nothing in this cluster; empty: it is of it. */
  public Optional<Refusal> foreignTo(ClusterId here) {
    return cluster.equals(here)
        ? Optional.empty()
        : Optional.of(
            Refusal.of(
                RefusalCode.INVALID_REQUEST,
                "the session's token is of another cluster: begin another session"));
  }
}
