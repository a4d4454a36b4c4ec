package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.Transcript.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stories of the sending half: src/test/resources/transcripts/sender. */
class LinkSenderTranscriptTest {
  private static final ChangeBatch.Source SOURCE =
      new ChangeBatch.Source(new OriginPartition(new Origin(1), 0), 1, 1);

  private static final LinkSender.Boundary BOUNDARY =
      new LinkSender.Boundary(new Region("us-east"), Residency.ANYWHERE);

  private LinkSender sender = sender(Line.parse("link"));
  private String standing = "";

  static Stream<String> stories() throws IOException {
    return Transcript.in("sender");
  }

  @ParameterizedTest
  @MethodSource("stories")
  void plays(String story) throws IOException {
    Transcript.play(story, this::play);
  }

  private String play(Line line) {
    StringBuilder out = new StringBuilder();
    if (line.word(0).equals("link")) {
      sender = sender(line);
    } else {
      sender.on(event(line)).forEach(effect -> out.append(show(effect)).append('\n'));
    }
    String stands = standing();
    if (!stands.equals(standing)) {
      standing = stands;
      out.append("= ").append(stands).append('\n');
    }
    return out.toString();
  }

  private static LinkSender sender(Line line) {
    LinkConfig config =
        new LinkConfig(
            100,
            (int) line.number("batches", 4),
            100,
            Duration.ofMillis(line.number("silence", 1000)),
            new LinkConfig.Retry(Duration.ofMillis(100), Duration.ofMillis(400)));
    return new LinkSender(SOURCE, BOUNDARY, config, 0, 0);
  }

  private String standing() {
    String phase = sender.phase().name().toLowerCase(java.util.Locale.ROOT);
    return sender.tickDueNanos().isPresent()
        ? phase + ", tick at " + sender.tickDueNanos().getAsLong() / 1_000_000
        : phase;
  }

  private static SenderEvent event(Line line) {
    return switch (line.word(0)) {
      case "tick" -> new SenderEvent.Tick(line.number(1) * 1_000_000);
      case "grew" ->
          new SenderEvent.Grew(
              new Announced(line.number(1), closed(line)), line.number("settled", 0));
      case "read" -> new SenderEvent.Read(slice(line));
      case "paused" -> new SenderEvent.Paused();
      case "unpaused" -> new SenderEvent.Unpaused();
      case "stopped" -> new SenderEvent.Stopped();
      default -> onStream(line, line.number(1));
    };
  }

  private static SenderEvent onStream(Line line, long session) {
    return switch (line.word(0)) {
      case "welcomed" ->
          new SenderEvent.Welcomed(session, line.number(2), (int) line.number("credits", 4));
      case "acked" ->
          new SenderEvent.Acked(
              session, line.number(2), new HlcTimestamp(line.number("frontier", 0)));
      case "resumed" -> new SenderEvent.Resumed(session, line.number(2));
      case "blocked" -> new SenderEvent.Blocked(session);
      case "writable" -> new SenderEvent.Writable(session);
      case "broken" -> new SenderEvent.Broken(session, "connection lost");
      case "refused" -> new SenderEvent.Refused(session, refusal(line));
      default -> throw new IllegalArgumentException(line.word(0));
    };
  }

  private static Refusal refusal(Line line) {
    RefusalCode code = RefusalCode.valueOf(line.word(2));
    return code == RefusalCode.NOT_LEADER
        ? Refusal.notLeader(
            new Region("us-east"), Optional.of(new Endpoint(new NodeId("b"), "localhost", 1)))
        : Refusal.later(code, "no", Duration.ofMillis(line.number("retry", 0)));
  }

  private static OutboxSlice slice(Line line) {
    long from = line.number(1);
    long to = line.number(2);
    StoredKey key = StoredKey.row(1, new Slot(0), Bytes.wrap(new byte[] {0x14}));
    List<Change> changes =
        LongStream.rangeClosed(from + 1, to)
            .mapToObj(sequence -> new Change(sequence, key, Bytes.EMPTY))
            .toList();
    return new OutboxSlice(from, to, line.has("inside"), closed(line), changes);
  }

  private static HlcTimestamp closed(Line line) {
    return new HlcTimestamp(line.number("closed", 0));
  }

  private static String show(SenderEffect effect) {
    if (effect instanceof SenderEffect.Open open) {
      return "open " + open.session();
    } else if (effect instanceof SenderEffect.Read read) {
      return "read after " + read.from();
    } else if (effect instanceof SenderEffect.Send send) {
      ChangeBatch batch = send.batch();
      return "send on %d: (%d, %d] closed %d settled %d%s"
          .formatted(
              send.session(),
              batch.interval().from(),
              batch.interval().to(),
              batch.closed().packed(),
              batch.settled(),
              batch.endsInsideEntry() ? " inside" : "");
    } else if (effect instanceof SenderEffect.PeerAcked acked) {
      return "peer acked " + acked.sequence();
    } else if (effect instanceof SenderEffect.Close close) {
      return "close " + close.session() + ": " + close.why();
    }
    throw new AssertionError(effect);
  }
}
