package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.Transcript.Line;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stories of the receiving half: src/test/resources/transcripts/receiver. */
class LinkReceiverTranscriptTest {
  private static final ClusterId CLUSTER = new ClusterId("0".repeat(32));

  private LinkReceiver receiver = receiver(Line.parse("target"));

  static Stream<String> stories() throws IOException {
    return Transcript.in("receiver");
  }

  @ParameterizedTest
  @MethodSource("stories")
  void plays(String story) throws IOException {
    Transcript.play(story, this::play);
  }

  private String play(Line line) {
    StringBuilder out = new StringBuilder();
    if (line.word(0).equals("target")) {
      receiver = receiver(line);
    } else {
      receiver.on(event(line)).forEach(effect -> out.append(show(effect)).append('\n'));
    }
    return out.toString();
  }

  private static LinkReceiver receiver(Line line) {
    Peer self = new Peer(new Region("us-east"), new Origin(2));
    int credits = (int) line.number("credits", 3);
    return new LinkReceiver(new LinkTarget(CLUSTER, self, FeatureLevels.SPOKEN, credits));
  }

  private static ReceiverEvent event(Line line) {
    return switch (line.word(0)) {
      case "hello" -> new ReceiverEvent.Greeted(hello(line), cursor(line));
      case "batch" -> new ReceiverEvent.Received(batch(line));
      case "unfit" -> new ReceiverEvent.Unfit(Refusal.of(RefusalCode.valueOf(line.word(1)), "no"));
      case "applied" ->
          new ReceiverEvent.Applied(
              line.number(1),
              Outcome.done(
                  new Inbox.Applied(line.number(2), new HlcTimestamp(line.number("frontier", 0)))));
      case "failed" ->
          new ReceiverEvent.Applied(
              line.number(1), Outcome.refused(Refusal.of(RefusalCode.valueOf(line.word(2)), "no")));
      case "ended" -> new ReceiverEvent.Ended();
      default -> throw new IllegalArgumentException(line.word(0));
    };
  }

  private static Hello hello(Line line) {
    LinkSource from =
        new LinkSource(
            new ClusterId(line.option("cluster", "0").repeat(32)),
            new Region("eu-west"),
            source(line),
            new FeatureLevels((int) line.number("min", 1), (int) line.number("max", 1)));
    Peer to =
        new Peer(
            new Region(line.option("peer", "us-east")), new Origin((int) line.number("to", 2)));
    return new Hello(from, to, 7);
  }

  private static Outcome<Long> cursor(Line line) {
    return line.options().containsKey("refused")
        ? Outcome.refused(Refusal.of(RefusalCode.valueOf(line.option("refused", "")), "no"))
        : Outcome.done(line.number("cursor", 0));
  }

  private static ChangeBatch.Source source(Line line) {
    Origin origin = new Origin((int) line.number("origin", 1));
    return new ChangeBatch.Source(
        new OriginPartition(origin, (int) line.number("partition", 0)), 1, 2);
  }

  private static ChangeBatch batch(Line line) {
    long from = line.number(1);
    long to = line.number(2);
    StoredKey key = StoredKey.row(1, new Slot(0), Bytes.wrap(new byte[] {0x14}));
    List<Change> changes =
        LongStream.rangeClosed(from + 1, to)
            .mapToObj(sequence -> new Change(sequence, key, Bytes.EMPTY))
            .toList();
    return new ChangeBatch(
        source(line),
        ChangeBatch.Interval.whole(from, to),
        false,
        new HlcTimestamp(line.number("closed", 0)),
        0,
        changes);
  }

  private static String show(ReceiverEffect effect) {
    if (effect instanceof ReceiverEffect.Welcome welcome) {
      return "welcome on %d: after %d, credits %d, level %d"
          .formatted(
              welcome.session(), welcome.applied(), welcome.credits(), welcome.featureLevel());
    } else if (effect instanceof ReceiverEffect.Propose propose) {
      ChangeBatch.Interval interval = propose.batch().interval();
      return "propose %d: (%d, %d]".formatted(propose.proposal(), interval.from(), interval.to());
    } else if (effect instanceof ReceiverEffect.Ack ack) {
      return "ack on %d: %d, frontier %d"
          .formatted(ack.session(), ack.sequence(), ack.frontier().packed());
    } else if (effect instanceof ReceiverEffect.Resume resume) {
      return "resume on %d: after %d".formatted(resume.session(), resume.sequence());
    } else if (effect instanceof ReceiverEffect.Refuse refuse) {
      return "refuse: " + refuse.refusal().code() + ": " + refuse.refusal().message();
    } else if (effect instanceof ReceiverEffect.Abandon) {
      return "abandon";
    }
    throw new AssertionError(effect);
  }
}
