namespace ContinuousDeploy.Core;

/// <summary>A place in a file of the repository. Lines and columns count from 1; 0 means the whole file.</summary>
public readonly record struct Position(string File, int Line, int Column)
{
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}

/// <summary>
/// Something wrong in what a person wrote: where it is, the rule it breaks, what is wrong, and what to do next.
/// </summary>
/// <param name="At">Where it is.</param>
/// <param name="Rule">The rule's lasting name, in kebab case, for example <c>unknown-key</c>.</param>
/// <param name="Message">What is wrong, in one sentence. Text from the repository in it is shortened and escaped.</param>
/// <param name="NextStep">What the reader can do about it, in one sentence.</param>
public sealed record Problem(Position At, string Rule, string Message, string NextStep)
{
    public override string ToString() => $"{At}: {Rule}: {Message} {NextStep}";
}
