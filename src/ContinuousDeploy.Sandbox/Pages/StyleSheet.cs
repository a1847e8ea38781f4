namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>The one stylesheet, built into the program.</summary>
public static class StyleSheet
{
    public static Stream Open() => typeof(StyleSheet).Assembly.GetManifestResourceStream("style.css")!;
}
