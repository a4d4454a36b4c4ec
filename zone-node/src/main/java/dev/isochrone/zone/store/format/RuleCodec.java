package dev.isochrone.zone.store.format;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.Arrays;
import java.util.Optional;

/** A rule in force, in logs and stores: docs/formats.md, section 9.1. */
public final class RuleCodec {
  private static final int NO_POLICY = 0;

  private RuleCodec() {}

  public static void write(ByteWriter out, RuleInForce rule) {
    out.u32(rule.tableId()).u32(rule.ruleVersion()).u32(rule.homeEpoch());
    out.u8(rule.locality().number()).u8(rule.partitioning().number());
    out.u32(rule.policyVersion());
    out.u8(rule.policy().map(ConflictPolicy::number).orElse(NO_POLICY)).bytes(Bytes.EMPTY);
  }

  public static RuleInForce read(ByteReader in) throws FormatException {
    int tableId = in.number("table id");
    int ruleVersion = in.number("rule version");
    int homeEpoch = in.number("home epoch");
    TableLocality locality = locality(in.u8());
    Partitioning partitioning = partitioning(in.u8());
    int policyVersion = in.number("policy version");
    Optional<ConflictPolicy> policy = policy(in.u8());
    if (!in.bytes().isEmpty()) {
      throw FormatException.malformed("parameters of a policy that has none");
    }
    try {
      return new RuleInForce(
          tableId, ruleVersion, homeEpoch, locality, partitioning, policyVersion, policy);
    } catch (IllegalArgumentException broken) {
      throw FormatException.malformed("rule: " + broken.getMessage());
    }
  }

  private static Optional<ConflictPolicy> policy(int number) throws FormatException {
    Optional<ConflictPolicy> policy = ConflictPolicy.numbered(number);
    if (policy.isEmpty() && number != NO_POLICY) {
      throw new FormatException(Problem.NEWER_FORMAT, "policy " + number);
    }
    return policy;
  }

  private static TableLocality locality(int number) throws FormatException {
    return Arrays.stream(TableLocality.values())
        .filter(locality -> locality.number() == number)
        .findAny()
        .orElseThrow(() -> new FormatException(Problem.NEWER_FORMAT, "locality " + number));
  }

  private static Partitioning partitioning(int number) throws FormatException {
    return Arrays.stream(Partitioning.values())
        .filter(partitioning -> partitioning.number() == number)
        .findAny()
        .orElseThrow(() -> new FormatException(Problem.NEWER_FORMAT, "partitioning " + number));
  }
}
