package dev.isochrone.zone.store.format;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.Arrays;

/** A rule in force, in logs and stores: docs/formats.md, section 9.1. */
public final class RuleCodec {
  private static final int NO_POLICY = 0;

  private RuleCodec() {}

  public static void write(ByteWriter out, RuleInForce rule) {
    out.u32(rule.tableId()).u32(rule.ruleVersion()).u32(rule.homeEpoch());
    out.u8(rule.locality().number()).u8(rule.partitioning().number());
    out.u32(rule.policyVersion()).u8(NO_POLICY).bytes(Bytes.EMPTY);
  }

  public static RuleInForce read(ByteReader in) throws FormatException {
    RuleInForce rule =
        new RuleInForce(
            in.number("table id"),
            in.number("rule version"),
            in.number("home epoch"),
            locality(in.u8()),
            partitioning(in.u8()),
            in.number("policy version"));
    int policy = in.u8();
    if (policy != NO_POLICY) {
      throw new FormatException(Problem.NEWER_FORMAT, "policy " + policy);
    }
    if (!in.bytes().isEmpty()) {
      throw FormatException.malformed("parameters without a policy");
    }
    return rule;
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
