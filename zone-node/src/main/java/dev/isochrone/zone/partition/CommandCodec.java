package dev.isochrone.zone.partition;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.request.SessionStep;
import dev.isochrone.model.row.ChangeBatchCodec;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.format.RuleCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The bytes of commands: docs/formats.md, section 8. */
final class CommandCodec {
  private static final int WRITE = 1;
  private static final int REMOTE = 2;
  private static final int PEER_ACKED = 3;
  private static final int RULE = 4;
  private static final int INIT = 5;
  private static final int PAUSE = 15;

  private static final Encoder ENCODER = new Encoder();

  private CommandCodec() {}

  /** Kind, length, body. */
  static Bytes encode(Command command) {
    return command.fold(ENCODER);
  }

  static Command decode(ByteReader in) throws FormatException {
    int kind = in.u8();
    Bytes content = in.bytes();
    ByteReader body = new ByteReader(content);
    try {
      Command command =
          switch (kind) {
            case WRITE -> write(body);
            case REMOTE -> new Command.Remote(ChangeBatchCodec.decode(body.rest()));
            case PEER_ACKED -> new Command.PeerAcked(body.origin(), body.longNumber("sequence"));
            case RULE -> new Command.Rule(RuleCodec.read(body));
            case INIT -> init(body);
            case PAUSE -> new Command.Pause(body.origin(), paused(body.u8()));
            default -> throw new FormatException(Problem.NEWER_FORMAT, "command of kind " + kind);
          };
      body.end("command");
      return command;
    } catch (IllegalArgumentException broken) {
      throw FormatException.malformed("command of kind " + kind + ": " + broken.getMessage());
    }
  }

  private static Command.Write write(ByteReader in) throws FormatException {
    Optional<SessionStep> session = session(in);
    int n = in.count(2);
    List<Mutation> mutations = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      mutations.add(MutationCodec.decode(new ByteReader(in.bytes())));
    }
    return new Command.Write(session, mutations);
  }

  /** All zero: no session. */
  private static Optional<SessionStep> session(ByteReader in) throws FormatException {
    long session = in.u64();
    HlcTimestamp opened = in.hlc();
    long sequence = in.longNumber("sequence");
    long lowestUnanswered = in.longNumber("lowest unanswered");
    if (session != 0) {
      return Optional.of(new SessionStep(session, opened, sequence, lowestUnanswered));
    }
    if (opened.packed() != 0 || sequence != 0 || lowestUnanswered != 0) {
      throw FormatException.malformed("a sequence without a session");
    }
    return Optional.empty();
  }

  private static Command.Init init(ByteReader in) throws FormatException {
    OriginPartition self = new OriginPartition(in.origin(), in.number("partition"));
    long layoutVersion = in.longNumber("layout version");
    int ranges = in.count(4);
    List<SlotRange> slots = new ArrayList<>(ranges);
    for (int i = 0; i < ranges; i++) {
      slots.add(new SlotRange(in.u16(), in.u16()));
    }
    int n = in.count(4);
    List<Origin> peers = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      peers.add(in.origin());
    }
    return new Command.Init(new PartitionIdentity(self, layoutVersion, slots), peers);
  }

  private static boolean paused(int number) throws FormatException {
    if (number > 1) {
      throw FormatException.malformed("paused " + number);
    }
    return number == 1;
  }

  private static final class Encoder implements Command.Cases<Bytes> {
    @Override
    public Bytes write(Command.Write write) {
      ByteWriter out = new ByteWriter(256);
      if (write.session().isPresent()) {
        SessionStep step = write.session().get();
        out.u64(step.session()).hlc(step.opened());
        out.u64(step.sequence()).u64(step.lowestUnanswered());
      } else {
        out.u64(0).u64(0).u64(0).u64(0);
      }
      out.varint(write.mutations().size());
      for (Mutation mutation : write.mutations()) {
        out.bytes(MutationCodec.written(mutation));
      }
      return framed(WRITE, out);
    }

    @Override
    public Bytes remote(Command.Remote remote) {
      return framed(REMOTE, new ByteWriter().raw(ChangeBatchCodec.encode(remote.batch())));
    }

    @Override
    public Bytes peerAcked(Command.PeerAcked acked) {
      return framed(PEER_ACKED, new ByteWriter().origin(acked.peer()).u64(acked.sequence()));
    }

    @Override
    public Bytes rule(Command.Rule rule) {
      ByteWriter out = new ByteWriter();
      RuleCodec.write(out, rule.rule());
      return framed(RULE, out);
    }

    @Override
    public Bytes init(Command.Init init) {
      PartitionIdentity identity = init.identity();
      ByteWriter out = new ByteWriter();
      out.origin(identity.self().origin()).u32(identity.self().partition());
      out.u64(identity.layoutVersion()).varint(identity.slots().size());
      identity.slots().forEach(range -> out.u16(range.first()).u16(range.last()));
      out.varint(init.peers().size());
      init.peers().forEach(out::origin);
      return framed(INIT, out);
    }

    @Override
    public Bytes pause(Command.Pause pause) {
      return framed(PAUSE, new ByteWriter().origin(pause.peer()).u8(pause.paused() ? 1 : 0));
    }

    private static Bytes framed(int kind, ByteWriter body) {
      int size = 1 + ByteWriter.varintBytes(body.size()) + body.size();
      return new ByteWriter(size).u8(kind).bytes(body).toBytes();
    }
  }
}
