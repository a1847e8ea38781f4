using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Sandbox.Pages;

Console.WriteLine(BuiltPrograms.Find());
Console.WriteLine(Markdown.Render("""
# hi
<!-- continuous-deploy: key -->
**Live** <b>x</b> <!-- inline --> y [a](javascript:alert(1)) [b](https://x.y/?a="b) ![i](http://i/j.png) <javascript:alert(1)> www.example.com
| a | b |
|---|---|
| <script>alert(1)</script> | `x` |

<!-- a --> <script>alert(1)</script>

<script>
alert(2)
</script>
<details><summary>x</summary>
- [ ] a
</details>
"""));
Console.WriteLine(Markdown.Render(new string('>', 100000)).ToString().Length);
Console.WriteLine(Markdown.Render(new string('[', 100000)).ToString().Length);
Console.WriteLine(Html.Of($"<a title=\"{"\"><script>"}\">{3}</a>"));
return 0;
