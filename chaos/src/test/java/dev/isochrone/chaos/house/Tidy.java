package dev.isochrone.chaos.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * The budgets of the house, held against sources by the JDK's own parser.
 *
 * <p>A budget forbids what is just above it: what is small can't grow past it, and what must be
 * larger is named in {@link TidyTest}'s list. The header of a record is no parameter list: a record
 * is what one makes of too many parameters.
 */
final class Tidy {
  static final int METHOD_LINES_MAX = 70;
  static final int FILE_LINES_MAX = 500;
  static final int PARAMETERS_MAX = 7;
  static final int PACKAGE_CLASSES_MAX = 20;

  private static final long NO_RECORD = -1;

  private static final Pattern SAYS_NOTHING =
      Pattern.compile(
          "\\w*(Manager|Helper|Helpers|Util|Utils|Impl|Handler|Processor|Info|Data|Common|Base)"
              + "|(Base|Abstract)[A-Z]\\w*");
  private static final Pattern PACKAGE_SAYS_NOTHING =
      Pattern.compile(".*/(util|utils|common|misc|helpers|impl)(/.*)?");
  private static final Pattern LEFT_OPEN = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!\\(#\\d+\\))");
  private static final Pattern SLEEP =
      Pattern.compile("(.*\\.)?(Thread|TimeUnit(\\.\\w+)?)\\.sleep");

  /**
   * Something out of budget.
   *
   * @param rule which budget, one word
   * @param where file, and within it a method or a line
   * @param what the measure
   */
  record Finding(String rule, String where, String what) {
    @Override
    public String toString() {
      return rule + " " + where + ": " + what;
    }
  }

  private final List<Finding> findings = new ArrayList<>();
  private int suppressions;

  private Tidy() {}

  /** What is out of budget in these files; the suppressions are counted over all of them. */
  static Tidy judge(List<SourceFile> sources) {
    Tidy tidy = new Tidy();
    tidy.judgeFiles(sources);
    tidy.judgePackages(sources);
    tidy.judgeTrees(sources);
    return tidy;
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  int suppressions() {
    return suppressions;
  }

  private void judgeFiles(List<SourceFile> sources) {
    for (SourceFile source : sources) {
      if (source.lines() > FILE_LINES_MAX) {
        found("file", source.path(), source.lines() + " lines");
      }
      for (SourceFile.Comment comment : source.comments()) {
        if (LEFT_OPEN.matcher(comment.text()).find()) {
          found("open", at(source, comment.firstLine()), "left open without an issue's number");
        }
      }
    }
  }

  private void judgePackages(List<SourceFile> sources) {
    Map<String, Long> classes =
        sources.stream()
            .filter(source -> !source.path().endsWith("/package-info.java"))
            .collect(
                Collectors.groupingBy(SourceFile::directory, TreeMap::new, Collectors.counting()));
    classes.forEach(
        (directory, count) -> {
          if (count > PACKAGE_CLASSES_MAX) {
            found("package", directory, count + " classes");
          }
          if (PACKAGE_SAYS_NOTHING.matcher(directory).matches()) {
            found("name", directory, "says nothing");
          }
        });
  }

  private void judgeTrees(List<SourceFile> sources) {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(
                    null,
                    null,
                    diagnostics,
                    List.of("-proc:none"),
                    null,
                    sources.stream().map(SourceFile::toCompile).toList());
    try {
      Iterator<SourceFile> source = sources.iterator(); // parsed in the order given
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(
            new Visit(source.next(), unit, Trees.instance(task).getSourcePositions()), null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    diagnostics.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .findFirst()
        .ifPresent(
            diagnostic -> {
              throw new IllegalArgumentException("does not parse: " + diagnostic);
            });
  }

  private void found(String rule, String where, String what) {
    findings.add(new Finding(rule, where, what));
  }

  private static String at(SourceFile source, long line) {
    return source.path() + ":" + line;
  }

  /** One file's tree. */
  private final class Visit extends TreeScanner<Void, Void> {
    private final SourceFile source;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final LineMap lineMap;
    private long headerOfRecord = NO_RECORD;

    Visit(SourceFile source, CompilationUnitTree unit, SourcePositions positions) {
      this.source = source;
      this.unit = unit;
      this.positions = positions;
      this.lineMap = unit.getLineMap();
    }

    @Override
    public Void visitClass(ClassTree tree, Void unused) {
      String name = tree.getSimpleName().toString();
      if (SAYS_NOTHING.matcher(name).matches()) {
        found("name", source.path() + "#" + name, "says nothing");
      }
      long outer = headerOfRecord;
      headerOfRecord = tree.getKind() == Tree.Kind.RECORD ? components(tree) : NO_RECORD;
      super.visitClass(tree, null);
      headerOfRecord = outer;
      return null;
    }

    private static long components(ClassTree record) {
      return record.getMembers().stream()
          .filter(
              member ->
                  member instanceof VariableTree field
                      && !field.getModifiers().getFlags().contains(Modifier.STATIC))
          .count();
    }

    @Override
    public Void visitMethod(MethodTree tree, Void unused) {
      String where = source.path() + "#" + tree.getName();
      long lines = lastLine(tree) - firstLine(tree) + 1;
      if (lines > METHOD_LINES_MAX) {
        found("method", where, lines + " lines");
      }
      int parameters = tree.getParameters().size();
      boolean isCanonical = tree.getName().contentEquals("<init>") && parameters == headerOfRecord;
      if (parameters > PARAMETERS_MAX && !isCanonical) {
        found("parameters", where, parameters + " parameters");
      }
      return super.visitMethod(tree, null);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree tree, Void unused) {
      judgeSleep(tree, tree.toString());
      return super.visitMemberSelect(tree, null);
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree tree, Void unused) {
      judgeSleep(tree, tree.getQualifierExpression() + "." + tree.getName());
      return super.visitMemberReference(tree, null);
    }

    private void judgeSleep(Tree tree, String member) {
      if (source.isTest() && SLEEP.matcher(member).matches()) {
        found(
            "sleep", at(source, firstLine(tree)), "a test waits for a condition, with a deadline");
      }
    }

    @Override
    public Void visitAnnotation(AnnotationTree tree, Void unused) {
      String name = tree.getAnnotationType().toString();
      if (name.equals("Disabled") || name.endsWith(".Disabled")) {
        String reason = tree.getArguments().isEmpty() ? "" : tree.getArguments().get(0).toString();
        if (reason.replaceAll("[\"\\s]|value|=", "").isEmpty()) {
          found("disabled", at(source, firstLine(tree)), "without a reason");
        }
      }
      if (name.equals("SuppressWarnings")) {
        suppressions++;
        if (!isExplained(tree)) {
          found("suppression", at(source, firstLine(tree)), "without a comment that says why");
        }
      }
      return super.visitAnnotation(tree, null);
    }

    /** A comment ends on the line before, or stands on the annotation's own. */
    private boolean isExplained(AnnotationTree tree) {
      return source.comments().stream()
          .anyMatch(
              comment ->
                  comment.firstLine() <= lastLine(tree)
                      && comment.lastLine() >= firstLine(tree) - 1);
    }

    private long firstLine(Tree tree) {
      return lineMap.getLineNumber(positions.getStartPosition(unit, tree));
    }

    private long lastLine(Tree tree) {
      return lineMap.getLineNumber(positions.getEndPosition(unit, tree));
    }
  }
}
