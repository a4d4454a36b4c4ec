package dev.isochrone.zone.store;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;

/** The bytes of a rule in force: docs/formats.md, section 9.1. The same in the log and in the store. */
public final class RuleCodec {
  private static final int NO_POLICY = 0;

  private RuleCodec() {}

  public static void write(ByteWriter out, RuleInForce rule) {
    out.u32(rule.tableId()).u32(rule.ruleVersion()).u32(rule.homeEpoch());
    out.u8(rule.locality().number()).u8(rule.partitioning().number());
    out.u32(rule.policyVersion()).u8(NO_POLICY).varint(0);
  }

  public static RuleInForce read(ByteReader in) throws FormatException {
    int table = in.number("table id");
    int version = in.number("rule version");
    int epoch = in.number("home epoch");
    TableLocality locality = locality(in.u8());
    Partitioning partitioning = partitioning(in.u8());
    int policyVersion = in.number("policy version");
    int policy = in.u8();
    if (policy != NO_POLICY || !in.bytes().isEmpty()) {
      throw new FormatException(Problem.NEWER_FORMAT, "conflict policy " + policy);
    }
    return new RuleInForce(table, version, epoch, locality, partitioning, policyVersion);
  }

  private static TableLocality locality(int number) throws FormatException {
    for (TableLocality locality : TableLocality.values()) {
      if (locality.number() == number) {
        return locality;
      }
    }
    throw new FormatException(Problem.NEWER_FORMAT, "table locality " + number);
  }

  private static Partitioning partitioning(int number) throws FormatException {
    for (Partitioning partitioning : Partitioning.values()) {
      if (partitioning.number() == number) {
        return partitioning;
      }
    }
    throw new FormatException(Problem.NEWER_FORMAT, "partitioning " + number);
  }
}
